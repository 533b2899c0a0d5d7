/**
 * Sends requests from a process of its own over connections that stay open. With a rate they come when they come, whether or not
 * earlier ones were answered; without one each connection asks again when it is answered. Told
 * `{ port, connections, requests: [text], rate, ms }`, answers how many were sent, what came back and how long it took.
 */
import { connect } from 'node:net'
import { at } from './cpu.mjs'

const HEAD_END = '\r\n\r\n'
/** An answer that comes later has been given up by whoever asked. */
const TIMELY_MS = 2_000
const LAST_ANSWERS_MS = 10_000

/** One connection that stays open: `ask(text)` resolves with the head of the answer, once its last byte is here. */
const lane = (port, freed, broken) => {
  const self = { since: 0, busy: true }
  let head = ''
  let missing = 0
  let answered
  const open = () => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    const free = () => {
      self.busy = false
      freed(self)
    }
    socket.on('connect', free)
    socket.on('error', () => undefined)
    socket.on('close', () => {
      if (self.ended) return
      if (self.busy && self.asked) broken()
      self.busy = true
      self.asked = false
      head = ''
      missing = 0
      setTimeout(open, 20)
    })
    socket.on('data', (chunk) => {
      let rest = chunk.length
      if (missing === 0) {
        head += chunk.toString('latin1')
        const end = head.indexOf(HEAD_END)
        if (end < 0) return
        rest = head.length - end - HEAD_END.length
        missing = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0)
        head = head.slice(0, end)
      }
      missing -= rest
      if (missing > 0) return
      missing = 0
      const said = head
      head = ''
      self.asked = false
      answered(said)
      free()
    })
    self.ask = (text, since, then) => {
      self.busy = true
      self.asked = true
      answered = (said) => then(said, performance.now() - since)
      socket.write(text)
    }
    self.end = () => {
      self.ended = true
      socket.destroy()
    }
  }
  open()
  return self
}

const flood = ({ port, connections, requests, rate, ms }) =>
  new Promise((resolve) => {
    const seen = { sent: 0, unsent: 0, good: 0, late: 0, refused: 0, broken: 0, withoutWait: 0, others: {} }
    const waits = []
    const idle = []
    const arrived = []
    const lanes = []
    let next = 0
    let begun = 0
    const heard = (said, took) => {
      const status = said.slice(9, 12)
      if (status.startsWith('2')) {
        seen[took <= TIMELY_MS ? 'good' : 'late'] += 1
        waits.push(took)
        return
      }
      if (status === '429' || status === '503') {
        seen.refused += 1
        if (!/\r\nretry-after: \d/i.test(said)) seen.withoutWait += 1
        return
      }
      seen.others[status] = (seen.others[status] ?? 0) + 1
    }
    const send = (own, since) => {
      seen.sent += 1
      own.ask(requests[next++ % requests.length], since, heard)
    }
    const over = () => performance.now() - begun >= ms
    const freed = (own) => {
      if (begun === 0) {
        idle.push(own)
        if (idle.length === lanes.length && lanes.length === connections) begin()
        return
      }
      if (rate === 0 && !over()) return send(own, performance.now())
      const waiting = arrived.shift()
      if (waiting === undefined) idle.push(own)
      else send(own, waiting)
    }
    const finish = () => {
      for (const own of lanes) own.end()
      seen.unsent += arrived.length
      resolve({ ...seen, ms, p50: at(waits, 0.5), p95: at(waits, 0.95), p99: at(waits, 0.99) })
    }
    const settle = () => {
      const until = performance.now() + LAST_ANSWERS_MS
      const look = setInterval(() => {
        if (lanes.some(({ asked }) => asked) && performance.now() < until) return
        clearInterval(look)
        finish()
      }, 5)
    }
    const begin = () => {
      begun = performance.now()
      if (rate === 0) {
        for (const own of idle.splice(0)) send(own, performance.now())
        setTimeout(settle, ms)
        return
      }
      let due = 0
      const clock = setInterval(() => {
        const now = performance.now()
        const until = Math.min(now - begun, ms) * (rate / 1_000)
        for (; due < until; due += 1) {
          const own = idle.shift()
          if (own !== undefined) send(own, now)
          else if (arrived.length < connections) arrived.push(now)
          else seen.unsent += 1
        }
        if (now - begun < ms) return
        clearInterval(clock)
        settle()
      }, 1)
    }
    for (let n = 0; n < connections; n += 1) lanes.push(lane(port, freed, () => (seen.broken += 1)))
  })

process.on('message', async (asked) => {
  process.send(await flood(asked))
})
