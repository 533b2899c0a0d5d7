import { shallowReactive } from 'vue'
import { platform } from '#platform'
import { asApiError, noteServerTime, serverClock } from '@/api'
import { newActionKey } from '@/api/http'
import { useSession } from '@/stores/session'
import { seckill } from '../seckill-api'
import { begin, ended, resumed, step, type Grab, type GrabEvent, type Outcome } from './grab'
import { solve } from './proof'

const KEY = 'jishi.seckill.grabs'
/** An answer is found by its key for longer than anybody waits for it. */
const KEEP_MS = 10 * 60_000

/** What is being grabbed right now, by the goods. It lives as long as the app does, whatever page is shown. */
export const grabs = shallowReactive<Record<string, Grab>>({})

interface Kept {
  memberId: string
  at: number
  grabs: Grab[]
}
const isKept = (value: unknown): value is Kept =>
  typeof value === 'object' && value !== null && 'grabs' in value && 'memberId' in value && 'at' in value

const memberId = (): string => useSession().member?.id ?? ''

/** For the next start of the app: a request that is on its way must not be forgotten with the page. */
const keep = (): void => {
  const running = Object.values(grabs)
  if (running.length === 0) platform.remove(KEY)
  else platform.write(KEY, { memberId: memberId(), at: serverClock.now(), grabs: running } satisfies Kept)
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const carryOut = async ({ next, itemId, qty, key, ticket, solution, again }: Grab): Promise<GrabEvent> => {
  switch (next.do) {
    case 'ticket': {
      const view = await seckill.ticket({ body: { itemId, qty } })
      noteServerTime(view.serverTime)
      return { on: 'ticket', view }
    }
    case 'prove':
      return { on: 'proof', solution: await solve(next.salt, next.bits) }
    case 'take': {
      const more = { ...(solution === null ? {} : { solution }), ...(again ? { again } : {}) }
      const answer = await seckill.take({ body: { ticket: ticket ?? '', ...more }, idempotencyKey: key })
      noteServerTime(answer.serverTime)
      return { on: 'answer', answer }
    }
    default:
      await pause(next.do === 'wait' ? next.ms : 0)
      return { on: 'waited' }
  }
}

const eventOf = async (grab: Grab): Promise<GrabEvent> => {
  try {
    return await carryOut(grab)
  } catch (caught) {
    const { code, status, message, retryAfterSeconds, details } = asApiError(caught)
    return { on: 'refused', refusal: { code, status, words: message, retryAfterSeconds, details } }
  }
}

const drive = async (first: Grab): Promise<Outcome> => {
  let grab = first
  for (;;) {
    grabs[grab.itemId] = grab
    keep()
    const outcome = ended(grab)
    if (outcome !== null) {
      delete grabs[grab.itemId]
      keep()
      return outcome
    }
    grab = step(grab, await eventOf(grab), { random: Math.random(), now: serverClock.now() })
  }
}

/** Grabs, and tells what became of it; nothing where the same goods are being grabbed already. */
export const grabOf = async (itemId: string, qty: number): Promise<Outcome | null> =>
  grabs[itemId] === undefined ? drive(begin(itemId, qty, newActionKey())) : null

/** What an earlier life of the app was in the middle of, for the same member; told one by one. */
export const resumeGrabs = (told: (itemId: string, outcome: Outcome) => void): void => {
  const kept = platform.read(KEY)
  if (!isKept(kept) || kept.memberId !== memberId() || serverClock.now() - kept.at > KEEP_MS) return
  for (const grab of kept.grabs) {
    if (grabs[grab.itemId] !== undefined) continue
    void drive(resumed(grab)).then((outcome) => told(grab.itemId, outcome))
  }
}
