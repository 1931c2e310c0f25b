// The orders of the benchmark, as pulsecast/cli/bench_server.py takes them: publish events of 235 bytes at a rate.
import { createInterface } from 'node:readline'

export const TYPES = `
  scalar JSON
  type Event { stream: String! sequence: Int! timestamp: String! publishedAt: String! data: JSON! }
  type Query { version: String }
  type Subscription { streamEvents: Event! }
`

const NAMES = Array.from({ length: 10 }, (_, place) => `customer.signup.started${place}`)
const NOTE = 'The quick brown fox jumps over the lazy dog.'
const LEAST_TICK = 1_000
const AT_ONCE = 5_000

const now = () => (performance.timeOrigin + performance.now()) * 1_000

function written(micros) {
  const rest = String(Math.floor(micros % 1_000)).padStart(3, '0')
  return `${new Date(Math.floor(micros / 1_000)).toISOString().slice(0, 23)}${rest}+00:00`
}

// Times are in microseconds since 1970; `deliver` takes one event.
export function takeOrders(port, deliver) {
  let rate = 0
  let published = 0
  let due = 0
  let owed = 0
  let timer

  function publish() {
    const begun = now()
    const tick = Math.max(1e6 / rate, LEAST_TICK)
    while (due + tick <= now() && now() - begun < AT_ONCE) {
      due += tick
      owed += (tick * rate) / 1e6
      const count = Math.floor(owed + 1e-6)
      owed -= count
      const at = written(due)
      for (let one = 0; one < count; one += 1) {
        const data = { id: String(published).padStart(12, '0'), note: NOTE }
        const sequence = Math.floor(published / NAMES.length) + 1
        deliver({ stream: NAMES[published % NAMES.length], sequence, timestamp: at, publishedAt: at, data })
        published += 1
      }
    }
    const wait = (due + tick - now()) / 1_000
    timer = wait > 0 ? setTimeout(publish, Math.max(1, Math.round(wait))) : setTimeout(publish, 0)
  }

  function ordered(order) {
    if (order.do === 'start') return { address: `ws://127.0.0.1:${port}/graphql`, key: null }
    clearTimeout(timer)
    rate = order.rate
    due = now()
    owed = 0
    if (rate) publish()
    const count = NAMES.length
    const positions = NAMES.map((name, place) => [name, Math.floor((published + count - 1 - place) / count)])
    return { positions: Object.fromEntries(positions) }
  }

  const lines = createInterface({ input: process.stdin })
  lines.on('line', (line) => process.stdout.write(`${JSON.stringify(ordered(JSON.parse(line)))}\n`))
  lines.on('close', () => process.exit(0))
}
