// GraphQL Yoga with graphql-ws and its own publisher, as its documentation shows.
import { createServer } from 'node:http'
import { useServer } from 'graphql-ws/use/ws'
import { createPubSub, createSchema, createYoga } from 'graphql-yoga'
import { WebSocketServer } from 'ws'
import { takeOrders, TYPES } from './orders.mjs'

const pubSub = createPubSub()
const resolvers = {
  Subscription: { streamEvents: { subscribe: () => pubSub.subscribe('EVENTS'), resolve: (event) => event } },
}
const yoga = createYoga({ schema: createSchema({ typeDefs: TYPES, resolvers }), logging: false })
const server = createServer(yoga)

useServer(
  {
    execute: (args) => args.rootValue.execute(args),
    subscribe: (args) => args.rootValue.subscribe(args),
    onSubscribe: async (context, _, params) => {
      const { schema, execute, subscribe, contextFactory, parse, validate } = yoga.getEnveloped({
        ...context,
        req: context.extra.request,
        socket: context.extra.socket,
        params,
      })
      const args = {
        schema,
        operationName: params.operationName,
        document: parse(params.query),
        variableValues: params.variables,
        contextValue: await contextFactory(),
        rootValue: { execute, subscribe },
      }
      const errors = validate(args.schema, args.document)
      return errors.length ? errors : args
    },
  },
  new WebSocketServer({ server, path: yoga.graphqlEndpoint }),
)
await new Promise((listening) => server.listen(0, '127.0.0.1', listening))

takeOrders(server.address().port, (event) => pubSub.publish('EVENTS', event))
