import type { Around, Grab, Next, Outcome } from './grab'

/** A call that did not bring what was asked for. */
export interface Refusal {
  code: string
  /** 0: no answer at all. */
  status: number
  words: string
  retryAfterSeconds: number | undefined
  details: unknown
}

const MOST_MISSES = 8
const FIRST_BACKOFF_MS = 300
const LONGEST_BACKOFF_MS = 5_000
/** Somebody who waits longer than this would rather tap again. */
const LONGEST_WAIT_MS = 30_000
/** A clock that runs a little ahead asks a little early. */
const EARLY_MS = 5_000

const end = (grab: Grab, outcome: Outcome): Grab => ({ ...grab, ahead: null, next: { do: 'end', outcome } })

interface Details {
  startsAt?: string
  serverTime?: string
  mayReturn?: boolean
  left?: number
  perMember?: number
  retryAfterSeconds?: number
}
const detailsOf = ({ details }: Refusal): Details =>
  typeof details === 'object' && details !== null ? (details as Details) : {}

const WAIT_OUT_SECONDS = 60
const waitOutOf = (refusal: Refusal): number =>
  detailsOf(refusal).retryAfterSeconds ?? refusal.retryAfterSeconds ?? WAIT_OUT_SECONDS

/** What ends a grab wherever it is heard; undefined for everything else. */
const outcomeOf = (refusal: Refusal): Outcome | undefined => {
  const details = detailsOf(refusal)
  switch (refusal.code) {
    case 'SECKILL_OVER':
      return { state: 'ended' }
    case 'SECKILL_STOPPED':
      return { state: 'stopped' }
    case 'SECKILL_SOLD_OUT':
      return { state: 'sold_out', mayReturn: details.mayReturn === true }
    case 'SECKILL_LIMIT':
      return { state: 'limit_reached', perMember: details.perMember ?? null }
    case 'SECKILL_TOO_MANY_OPEN':
      return { state: 'too_many_open' }
    case 'SECKILL_COOLING_DOWN':
      return { state: 'cooling_down', seconds: waitOutOf(refusal) }
    default:
      return refusal.status === 401 ? { state: 'signed_out' } : undefined
  }
}

/** The shop says the moment it begins; whoever is a little early waits for it. */
const tooEarly = (grab: Grab, refusal: Refusal, { random, now }: Around): Grab => {
  const { startsAt, serverTime } = detailsOf(refusal)
  const left = Date.parse(startsAt ?? '') - (serverTime === undefined ? now : Date.parse(serverTime))
  if (!(left <= EARLY_MS) || grab.misses >= MOST_MISSES) return end(grab, { state: 'not_started' })
  const ms = Math.max(0, left) + Math.round(50 + 250 * random)
  return { ...grab, misses: grab.misses + 1, next: { do: 'wait', ms, then: 'ticket' } }
}

const TICKETS_NO_GOOD = [
  'SECKILL_TICKET_INVALID',
  'SECKILL_TICKET_OTHERS',
  'SECKILL_TICKET_EXPIRED',
  'SECKILL_TICKET_USED',
  'SECKILL_PROOF_MISSING',
]

/** Half of the time is for everybody, the other half by chance, so that those who were refused together do not come back so. */
const backoff = (misses: number, random: number): number =>
  Math.round(Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** misses) * (0.5 + random / 2))

const waitOf = (refusal: Refusal, misses: number, random: number): number =>
  refusal.retryAfterSeconds === undefined
    ? backoff(misses, random)
    : Math.round(refusal.retryAfterSeconds * 1_000 + 500 * random)

const isForNow = ({ status, code }: Refusal): boolean =>
  status === 0 || status === 429 || status >= 500 || code === 'IDEMPOTENCY_IN_FLIGHT'

const later = (grab: Grab, refusal: Refusal, { random }: Around): Grab => {
  const silent = refusal.status === 0 || refusal.status >= 500
  const ms = waitOf(refusal, grab.misses, random)
  if (grab.misses >= MOST_MISSES || ms > LONGEST_WAIT_MS) {
    return end(grab, { state: refusal.status === 0 ? 'no_answer' : 'too_busy' })
  }
  const taking = grab.next.do === 'take'
  const next: Next = { do: 'wait', ms, then: taking ? 'take' : 'ticket' }
  // What got no answer may have been decided; a ticket decides nothing.
  return { ...grab, again: grab.again || (taking && silent), misses: grab.misses + 1, next }
}

export const afterRefusal = (grab: Grab, refusal: Refusal, around: Around): Grab => {
  const outcome = outcomeOf(refusal)
  if (outcome !== undefined) return end(grab, outcome)
  if (refusal.code === 'SECKILL_NOT_STARTED') return tooEarly(grab, refusal, around)
  if (isForNow(refusal)) return later(grab, refusal, around)
  const stale = TICKETS_NO_GOOD.indexOf(refusal.code) >= 0
  if (stale && !grab.renewed) return { ...grab, renewed: true, ticket: null, solution: null, next: { do: 'ticket' } }
  return end(grab, { state: 'failed', words: stale ? '' : refusal.words })
}
