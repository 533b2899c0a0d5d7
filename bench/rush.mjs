/**
 * Sends prepared requests from a process of its own, over so many connections that stay open: bytes out, the first word of the answer
 * back, so that the sender takes as little of the machine as it can. Told `{ port, atOnce, requests: [text] }`, answers
 * `{ ms, said: { word: count }, waits: [ms] }`.
 */
import { connect } from 'node:net'

const HEAD_END = Buffer.from('\r\n\r\n')

/** One connection: sends the next request when the last is answered. */
const lane = (port, take, heard) =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    let received = Buffer.alloc(0)
    let since = 0
    const next = () => {
      const request = take()
      if (request === undefined) return socket.end(resolve)
      since = performance.now()
      socket.write(request)
    }
    const answered = () => {
      const head = received.indexOf(HEAD_END)
      if (head < 0) return undefined
      const text = received.toString('latin1', 0, head)
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1])
      const end = head + HEAD_END.length + length
      if (received.length < end) return undefined
      const body = received.toString('utf8', head + HEAD_END.length, end)
      received = received.subarray(end)
      return /"(?:state|code)":"(\w+)"/.exec(body)?.[1] ?? text.slice(9, 12)
    }
    socket.on('connect', next)
    socket.on('error', reject)
    socket.on('data', (chunk) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
      const word = answered()
      if (word === undefined) return
      heard(word, performance.now() - since)
      next()
    })
  })

process.on('message', async ({ port, atOnce, requests }) => {
  const said = {}
  const waits = []
  let sent = 0
  const started = performance.now()
  await Promise.all(
    Array.from({ length: Math.min(atOnce, requests.length) }, () =>
      lane(
        port,
        () => requests[sent++],
        (word, ms) => {
          said[word] = (said[word] ?? 0) + 1
          waits.push(ms)
        },
      ),
    ),
  )
  process.send({ ms: performance.now() - started, said, waits })
})
