// Follows streams with a client library, loses the connection on purpose, and goes on behind the last cursor.
// Usage: node follow.mjs graphql-ws|urql|graphql-sse BASE KEY EVENTS. Prints what it got as JSON.
import { Client, fetchExchange, subscriptionExchange } from '@urql/core';
import { createClient as createEventSource } from 'graphql-sse';
import { createClient as createSocket } from 'graphql-ws';
import { pipe, toAsyncIterable } from 'wonka';
import WebSocket from 'ws';

const [library, base, key, wanted] = process.argv.slice(2);
const query = `subscription ($topics: [String!]!, $after: String) {
  streamEvents(topics: $topics, after: $after, batchMs: 20) { events { stream sequence } gap { missed reason } cursor }
}`;
const topics = ['session.booking.*', 'customer.tutor.search'];
const Authorization = `Bearer ${key}`;

function socketClient() {
  let opened = null;
  const client = createSocket({
    url: `${base.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { Authorization },
    retryAttempts: 0,
    on: { opened: (socket) => { opened = socket; } },
  });
  return { client, drop: () => opened.terminate() };
}

function overSocket(after) {
  const { client, drop } = socketClient();
  return { results: client.iterate({ query, variables: { topics, after } }), drop };
}

function overUrql(after) {
  const { client, drop } = socketClient();
  const forwardSubscription = (operation) => ({
    subscribe: (sink) => ({
      unsubscribe: client.subscribe({ query: operation.query ?? '', variables: operation.variables }, sink),
    }),
  });
  const urql = new Client({
    url: `${base}/graphql`,
    exchanges: [fetchExchange, subscriptionExchange({ forwardSubscription })],
    preferGetMethod: false,
  });
  return { results: pipe(urql.subscription(query, { topics, after }), toAsyncIterable), drop };
}

function overEvents(after) {
  const client = createEventSource({ url: `${base}/graphql`, headers: { Authorization }, retryAttempts: 0 });
  return { results: client.iterate({ query, variables: { topics, after } }), drop: () => client.dispose() };
}

const ways = { 'graphql-ws': overSocket, urql: overUrql, 'graphql-sse': overEvents };
const told = [];
const gaps = [];
let cursor = null;
let drops = 0;

while (told.length < Number(wanted)) {
  const { results, drop } = ways[library](cursor);
  const enough = told.length + Number(wanted) / 4;
  try {
    for await (const result of results) {
      if (result.error ?? result.errors) throw new Error(JSON.stringify(result.error ?? result.errors));
      const batch = result.data.streamEvents;
      told.push(...batch.events.map((event) => [event.stream, event.sequence]));
      if (batch.gap) gaps.push(batch.gap);
      cursor = batch.cursor;
      if (told.length >= enough) {
        drop();
        drops += 1;
        break;
      }
    }
  } catch (error) {
    if (drops === 0) throw error;
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
}
console.log(JSON.stringify({ told, gaps, drops }));
process.exit(0);
