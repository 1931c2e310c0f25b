// Mercurius with its own publisher, as its documentation shows.
import Fastify from 'fastify'
import mercurius from 'mercurius'
import { takeOrders, TYPES } from './orders.mjs'

const app = Fastify()
const resolvers = {
  Subscription: { streamEvents: { subscribe: (_, __, { pubsub }) => pubsub.subscribe('EVENTS') } },
}
app.register(mercurius, { schema: TYPES, resolvers, subscription: true })
await app.listen({ port: 0, host: '127.0.0.1' })

takeOrders(app.server.address().port, (event) => {
  app.graphql.pubsub.publish({ topic: 'EVENTS', payload: { streamEvents: event } })
})
