import { isDomainError } from '@jishi/kernel/errors'
import { describe, expect, it } from 'vitest'
import { orderLife, type LivingState, type OrderFacts, type OrderLifeAction } from './order-life.js'

/** An order as its handlers see it: its row, the money owed for it, and the goods held for it. */
interface World {
  readonly state: LivingState
  /** open: an attempt lives at the channel. settled: the money is ours. cancelled: nothing is owed any more. */
  readonly intent: 'open' | 'settled' | 'cancelled'
  readonly stock: 'held' | 'kept' | 'left' | 'free'
  /** Money that nothing was owed for: it goes back by itself. */
  readonly suspense: boolean
}

type Step = (world: World) => World
/** One actor: transactions in order; a refusal ends what it wanted. */
type Actor = readonly Step[]

const FACTS: OrderFacts = {
  ...{ blocked: new Set<never>(), payable: true, supplement: false, parcel: true, parcelLeft: false },
  ...{ reminded: false, extended: false },
}

/** The decision every handler leaves to the life; undefined where it refuses. */
const decided = (
  world: World,
  action: OrderLifeAction,
  by: 'member' | 'operator' | 'system',
): LivingState | undefined => {
  try {
    return orderLife.next(world.state, action, FACTS, by)
  } catch (error) {
    if (isDomainError(error, 'ORDER_ACTION_NOT_ALLOWED')) return undefined
    throw error
  }
}

const taking =
  (action: OrderLifeAction, by: 'member' | 'operator' | 'system', effect: Partial<World> = {}): Step =>
  (world) => {
    const state = decided(world, action, by)
    return state === undefined ? world : { ...world, ...effect, state }
  }

const becomePaid = taking('pay', 'system', { stock: 'kept' })

/** The channel's word: the intent is settled if it is still open, otherwise the money goes back. */
const evidence: Step = (world) => {
  if (world.intent === 'open') return { ...world, intent: 'settled' }
  return world.intent === 'cancelled' ? { ...world, suspense: true } : world
}
const heard: Step = (world) => (world.intent === 'settled' ? becomePaid(world) : world)

/** Of `closing`: the intent is cancelled unless it was settled, and money that came wins. */
const finishClosing: Step = (world) => {
  if (world.state !== 'closing') return world
  if (world.intent === 'settled') return becomePaid(world)
  return taking('close', 'system', { intent: 'cancelled', stock: 'free' })(world)
}

const ACTORS: Readonly<Record<string, Actor>> = {
  'pay notice': [evidence, heard],
  cancel: [taking('begin_close', 'member'), finishClosing],
  'timeout close': [taking('begin_close', 'system'), finishClosing],
  ship: [taking('ship', 'operator', { stock: 'left' })],
  confirm: [taking('confirm_receipt', 'member')],
  'confirm by time': [taking('auto_confirm', 'system')],
  'refund success': [(world) => ({ ...world, suspense: false })],
}

const START: World = { state: 'pending_payment', intent: 'open', stock: 'held', suspense: false }

const PAST_PAYMENT: readonly LivingState[] = ['paid', 'shipped', 'completed']
const OUT: readonly LivingState[] = ['shipped', 'completed']

const FLAWS: readonly (readonly [words: string, isSo: (world: World) => boolean])[] = [
  ['goods without money', ({ state, intent }) => PAST_PAYMENT.includes(state) && intent !== 'settled'],
  ['closed while money may settle it', ({ state, intent }) => state === 'closed' && intent !== 'cancelled'],
  ['goods are free of exactly what is closed', ({ state, stock }) => (state === 'closed') !== (stock === 'free')],
  ['goods are not where the state says', ({ state, stock }) => OUT.includes(state) !== (stock === 'left')],
]

const flaw = (world: World): string | undefined => FLAWS.find(([, isSo]) => isSo(world))?.[0]

/** Breadth first over everything that can come next; answers the worlds in which every actor is done. */
function explore(actors: readonly Actor[]): { ends: World[]; flaws: string[] } {
  const ends: World[] = []
  const flaws: string[] = []
  const seen = new Set<string>()
  let front: { world: World; at: readonly number[] }[] = [{ world: START, at: actors.map(() => 0) }]
  while (front.length > 0) {
    const next: typeof front = []
    for (const { world, at } of front) {
      const key = JSON.stringify([world, at])
      if (seen.has(key)) continue
      seen.add(key)
      const wrong = flaw(world)
      if (wrong !== undefined) flaws.push(`${wrong}: ${key}`)
      const onward = actors.flatMap((steps, who) => {
        const step = steps[at[who] ?? 0]
        return step === undefined ? [] : [{ world: step(world), at: at.map((n, of) => (of === who ? n + 1 : n)) }]
      })
      if (onward.length === 0) ends.push(world)
      next.push(...onward)
    }
    front = next
  }
  return { ends, flaws }
}

const names = Object.keys(ACTORS)
const pairs = names.flatMap((one) => names.map((two) => [one, two]))
const triples = pairs.flatMap((pair) => names.map((three) => [...pair, three]))

describe('everything that may happen to an order at once', () => {
  it.each([
    ['two', pairs],
    ['three', triples],
  ])('%s actors, in every order, reach no bad state and leave nothing hanging', (_, groups) => {
    for (const group of groups) {
      const { ends, flaws } = explore(group.map((name) => ACTORS[name] ?? []))
      expect(flaws, group.join(' + ')).toEqual([])
      for (const end of ends) {
        expect(end.state, group.join(' + ')).not.toBe('closing')
        const settledUnheard = end.intent === 'settled' && end.state === 'pending_payment'
        expect(settledUnheard, group.join(' + ')).toBe(false)
      }
    }
  })

  it('would notice a handler that closes without asking, and one that pays what is closed', () => {
    const hasty: Actor = [(world) => ({ ...world, state: 'closed', stock: 'free' })]
    expect(explore([hasty, ACTORS['pay notice'] ?? []]).flaws).not.toEqual([])
    const blind: Actor = [(world) => ({ ...world, state: 'paid', stock: 'kept' })]
    expect(explore([blind, ACTORS.cancel ?? []]).flaws).not.toEqual([])
  })
})
