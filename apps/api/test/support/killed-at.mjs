// Loaded before a built program of ours (`node --import`): counts what it tells Postgres and the gateways of money, and ends
// it by SIGKILL at the boundary it was told to. Nothing in memory can help it then, and the program knows nothing of it.
// The parent says {boundary, about} over IPC and is answered 'armed'; each boundary passed is a line of KILL_LOG. What is not
// about the step that is tried is left alone: work of an earlier death is taken up again whenever its time comes.
import { appendFileSync } from 'node:fs'
import http from 'node:http'
import { createRequire } from 'node:module'

const { KILL_LOG = '', SIMULATOR_PORT = '' } = process.env
const pg = createRequire(new URL('../../package.json', import.meta.url))('pg')

/** Only what writes of payments counts: readers and the machinery around them come and go as they like. */
const WRITES = /(?:insert into|update)\s+(payment_\w+|refunds|payouts?)\b/g

let left = Number.POSITIVE_INFINITY
let about = /(?:)/
let gone = 0

function pass(boundary) {
  if (left === Number.POSITIVE_INFINITY || !about.test(boundary)) return
  appendFileSync(KILL_LOG, `${boundary}\n`)
  gone += 1
  // Before a step is as after the one before it, but for the first.
  if (gone > 1 && boundary.startsWith('before')) return
  left -= 1
  if (left === 0) process.kill(process.pid, 'SIGKILL')
}

const written = new WeakMap()
const query = pg.Client.prototype.query
pg.Client.prototype.query = function counted(...given) {
  const text = typeof given[0] === 'string' ? given[0] : (given[0]?.text ?? '')
  // A transaction is opened by its own first statement, or by a BEGIN of its own (the queue's).
  if (given[0]?.constructor?.name === 'OpeningStatement' || /^\s*(?:begin|start transaction)/i.test(text))
    written.set(this, new Set())
  for (const [, table] of text.matchAll(WRITES)) written.get(this)?.add(table)
  const tables = written.get(this)
  if (!/^\s*commit/i.test(text) || tables === undefined || tables.size === 0) return query.apply(this, given)
  const name = [...tables].sort().join(', ')
  pass(`before the commit of ${name}`)
  const callback = given.at(-1)
  if (typeof callback === 'function') {
    given[given.length - 1] = (...answer) => {
      pass(`after the commit of ${name}`)
      callback(...answer)
    }
    return query.apply(this, given)
  }
  return Promise.resolve(query.apply(this, given)).then((answer) => {
    pass(`after the commit of ${name}`)
    return answer
  })
}

/** Numbers of ours and of theirs say nothing about which step it is. */
const plain = (path = '') => path.replace(/\?.*/, '').replace(/\/[0-9A-Z]{20}(?=\/|$)/g, '/…')

const request = http.request
http.request = function counted(...given) {
  const options = typeof given[0] === 'object' ? given[0] : (given[1] ?? {})
  const path = plain(options.path ?? options.pathname)
  // Keys are fetched when somebody needs them, now by this step and now by that one: they are no step of the money.
  if (String(options.port) !== SIMULATOR_PORT || path === '/v3/certificates') return request.apply(this, given)
  const name = `${options.method} ${path}`
  pass(`before ${name}`)
  const sent = request.apply(this, given)
  sent.prependOnceListener('response', () => pass(`after ${name}`))
  return sent
}

process.on('message', (told) => {
  left = told.boundary
  about = new RegExp(told.about)
  process.send?.('armed')
})
