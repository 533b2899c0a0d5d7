import { isDomainError } from '@jishi/kernel/errors'
import { describe, expect, it } from 'vitest'
import { orderLife, type HoldBlock, type LivingState, type OrderFacts, type OrderLifeAction } from './order-life.js'

/** An order as its handlers see it: its row, the money owed for it, and the goods held for it. */
interface World {
  readonly state: LivingState
  /** open: an attempt lives at the channel. settled: the money is ours. cancelled: nothing is owed any more. */
  readonly intent: 'open' | 'settled' | 'cancelled'
  readonly stock: 'held' | 'kept' | 'left' | 'free'
  /** Money that nothing was owed for: it goes back by itself. */
  readonly suspense: boolean
  /** What the order costs: a change of price opens another intent, and the one before is cancelled. */
  readonly price: 'first' | 'changed'
  /** Which price was paid. */
  readonly paidAt: 'first' | 'changed' | null
  /** A change of price waits for a second person. */
  readonly proposal: 'none' | 'waits' | 'over'
  /** All pieces went back before any of them left; the money is on its way until the order is refunded. */
  readonly givenBack: boolean
  /** An exchange of what left, and where the goods wanted for it are. */
  readonly exchange: 'none' | 'open' | 'over'
  readonly wanted: 'free' | 'kept' | 'left'
  /** What is paid waits for its kind: a group, a draw. */
  readonly kind: 'plain' | 'waits' | 'over'
  /** Time received what was being exchanged or given back, which its hold is there to prevent. */
  readonly receivedHeld: boolean
}

type Step = (world: World) => World
/** One actor: transactions in order; a refusal ends what it wanted. */
type Actor = readonly Step[]

const OUT: readonly LivingState[] = ['shipped', 'completed']

/** What the holds of an after-sale and of money on its way block, as they are written. */
const blocked = ({ exchange, givenBack, state, kind }: World): HoldBlock[] => [
  ...(kind === 'waits' ? (['ship', 'afterSale', 'cancel'] as const) : []),
  ...(exchange === 'open' ? (['autoConfirm', 'cancel'] as const) : []),
  ...(givenBack && state !== 'refunded' ? (['ship', 'afterSale', 'autoConfirm', 'cancel'] as const) : []),
]
const factsOf = (world: World): OrderFacts => ({
  ...{ blocked: new Set(blocked(world)), payable: true, supplement: false, parcel: true, parcelLeft: false },
  ...{ reminded: false, extended: false, fixedAddress: false },
})

/** The decision every handler leaves to the life; undefined where it refuses. */
const decided = (
  world: World,
  action: OrderLifeAction,
  by: 'member' | 'operator' | 'system',
): LivingState | undefined => {
  try {
    return orderLife.next(world.state, action, factsOf(world), by)
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

/** Nobody has to agree to a price any more once it was paid, or the order closed. */
const overtaken = (world: World): World => (world.proposal === 'waits' ? { ...world, proposal: 'over' } : world)
const becomePaid: Step = (world) => {
  const paid = taking('pay', 'system', { stock: 'kept', kind: world.kind === 'plain' ? 'plain' : 'waits' })(world)
  return paid === world ? world : overtaken(paid)
}

/** The channel's word for one price: the intent is settled if it is that price's and still open, otherwise the money goes back. */
const evidenceOf =
  (paidAt: 'first' | 'changed'): Step =>
  (world) => {
    // Nobody can pay a price that there is not.
    if (paidAt === 'changed' && world.price === 'first') return world
    if (paidAt !== world.price) return { ...world, suspense: true }
    if (world.intent === 'open') return { ...world, intent: 'settled', paidAt }
    return world.intent === 'cancelled' ? { ...world, suspense: true } : world
  }
const heard: Step = (world) => (world.intent === 'settled' ? becomePaid(world) : world)

/** Under the order's row: refused once its money came, otherwise another intent is open. */
const repriced: Step = (world) => {
  if (world.intent !== 'open' || world.price === 'changed') return world
  return taking('change_price', 'operator', { price: 'changed' })(world)
}
const repricedAlone: Step = (world) => (world.proposal === 'waits' ? world : repriced(world))
const proposed: Step = (world) => {
  if (world.proposal !== 'none' || world.price === 'changed') return world
  return taking('change_price', 'operator', { proposal: 'waits' })(world)
}
const agreed: Step = (world) => {
  if (world.proposal !== 'waits') return world
  const next = repriced(world)
  return next === world ? world : { ...next, proposal: 'over' }
}

/** All its pieces, by the shop: the money goes back from there, and when it arrived nothing is left of the order. */
const cancelPieces: Step = (world) => taking('cancel_pieces', 'operator', { givenBack: true, stock: 'free' })(world)
const refundAll: Step = (world) => (world.givenBack ? taking('refund_all', 'system')(world) : world)

/** Who waits goes on; what is not paid yet will not have to wait. */
const settledKind = ({ kind }: World): World['kind'] => (kind === 'waits' ? 'over' : kind)
/** In one breath: the hold is released, and all of it goes back; of what was not paid nothing is left to do here. */
const fallsThrough: Step = (world) => {
  const free = { ...world, kind: settledKind(world) }
  return taking('close_paid', 'system', { givenBack: true, stock: 'free' })(free)
}

/** Of goods that left: other goods are kept for the buyer, and leave beside the order, whose own state is moved by nothing of that. */
const exchanging = (from: World['exchange'], effect: Partial<World>): Step => {
  return (world) => (world.exchange === from && OUT.includes(world.state) ? { ...world, ...effect } : world)
}
const approved: Step = (world) => (world.exchange === 'open' ? { ...world, wanted: 'kept' } : world)
const resent: Step = (world) => (world.wanted === 'kept' ? { ...world, wanted: 'left' } : world)
const withdrawn: Step = (world) => {
  if (world.exchange !== 'open' || world.wanted === 'left') return world
  return { ...world, exchange: 'over', wanted: 'free' }
}

const receivedByTime: Step = (world) => {
  const next = taking('auto_confirm', 'system')(world)
  return next !== world && blocked(world).includes('autoConfirm') ? { ...next, receivedHeld: true } : next
}

/** Of `closing`: the intent is cancelled unless it was settled, and money that came wins. */
const finishClosing: Step = (world) => {
  if (world.state !== 'closing') return world
  if (world.intent === 'settled') return becomePaid(world)
  return overtaken(taking('close', 'system', { intent: 'cancelled', stock: 'free' })(world))
}

const ACTORS: Readonly<Record<string, Actor>> = {
  'pay notice': [evidenceOf('first'), heard],
  'pay notice of the new price': [evidenceOf('changed'), heard],
  'change the price': [repricedAlone],
  'change the price by two': [proposed, agreed],
  cancel: [taking('begin_close', 'member'), finishClosing],
  'timeout close': [taking('begin_close', 'system'), finishClosing],
  ship: [taking('ship', 'operator', { stock: 'left' })],
  'the shop cancels': [cancelPieces, refundAll],
  exchange: [exchanging('none', { exchange: 'open' }), approved, resent, exchanging('open', { exchange: 'over' })],
  'exchange, withdrawn': [exchanging('none', { exchange: 'open' }), approved, withdrawn],
  confirm: [taking('confirm_receipt', 'member')],
  'confirm by time': [receivedByTime],
  'its activity comes to something': [(world) => ({ ...world, kind: settledKind(world) })],
  'its activity falls through': [fallsThrough, refundAll],
  'refund success': [(world) => ({ ...world, suspense: false })],
}

const START: World = {
  ...{ state: 'pending_payment', intent: 'open', stock: 'held', suspense: false },
  ...{ price: 'first', paidAt: null, proposal: 'none', givenBack: false },
  ...{ exchange: 'none', wanted: 'free', receivedHeld: false, kind: 'plain' },
}

const PAST_PAYMENT: readonly LivingState[] = ['paid', 'shipped', 'completed', 'refunded']

const FLAWS: readonly (readonly [words: string, isSo: (world: World) => boolean])[] = [
  ['goods without money', ({ state, intent }) => PAST_PAYMENT.includes(state) && intent !== 'settled'],
  ['closed while money may settle it', ({ state, intent }) => state === 'closed' && intent !== 'cancelled'],
  ['goods are free of what was not given up', (world) => isGivenUp(world) !== (world.stock === 'free')],
  ['goods are not where the state says', ({ state, stock }) => OUT.includes(state) !== (stock === 'left')],
  ['a price was paid that was not owed', ({ paidAt, price }) => paidAt !== null && paidAt !== price],
  ['somebody is to agree to a price that was paid', (world) => world.proposal === 'waits' && isDecided(world)],
  ['a price changed after it was paid', ({ intent, paidAt }) => (intent === 'settled') !== (paidAt !== null)],
  ['refunded, and nothing was given back', ({ state, givenBack }) => state === 'refunded' && !givenBack],
  ['other goods for what never left', ({ wanted, stock }) => wanted !== 'free' && stock !== 'left'],
  ['goods are kept for an exchange that is over', ({ wanted, exchange }) => wanted === 'kept' && exchange !== 'open'],
  ['time received what is being exchanged', ({ receivedHeld }) => receivedHeld],
  ['goods left that wait for their kind', ({ kind, stock }) => kind === 'waits' && stock === 'left'],
]
const isGivenUp = ({ state, givenBack }: World): boolean => state === 'closed' || givenBack
const isDecided = ({ state }: World): boolean => state === 'closed' || PAST_PAYMENT.includes(state)

const flaw = (world: World): string | undefined => FLAWS.find(([, isSo]) => isSo(world))?.[0]

/** Breadth first over everything that can come next; answers the worlds in which every actor is done. */
function explore(actors: readonly Actor[], start = START): { ends: World[]; flaws: string[] } {
  const ends: World[] = []
  const flaws: string[] = []
  const seen = new Set<string>()
  let front: { world: World; at: readonly number[] }[] = [{ world: start, at: actors.map(() => 0) }]
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
/** An order that will wait for its kind once it is paid is told by `over`, until then nothing of it is held. */
const KINDS = ['plain', 'over'] as const
const pairs = names.flatMap((one) => names.map((two) => [one, two]))
const triples = pairs.flatMap((pair) => names.map((three) => [...pair, three]))

describe('everything that may happen to an order at once', () => {
  it.each([
    ['two', pairs],
    ['three', triples],
  ])('%s actors, in every order, reach no bad state and leave nothing hanging', (_, groups) => {
    for (const [group, kind] of groups.flatMap((one) => KINDS.map((kind) => [one, kind] as const))) {
      const { ends, flaws } = explore(
        group.map((name) => ACTORS[name] ?? []),
        { ...START, kind },
      )
      expect(flaws, group.join(' + ')).toEqual([])
      for (const end of ends) {
        expect(end.state, group.join(' + ')).not.toBe('closing')
        const settledUnheard = end.intent === 'settled' && end.state === 'pending_payment'
        expect(settledUnheard, group.join(' + ')).toBe(false)
        expect(end.givenBack && end.state !== 'refunded', group.join(' + ')).toBe(false)
        expect(end.exchange, group.join(' + ')).not.toBe('open')
      }
    }
  })

  it('would notice a handler that closes without asking, and one that pays what is closed', () => {
    const hasty: Actor = [(world) => ({ ...world, state: 'closed', stock: 'free' })]
    expect(explore([hasty, ACTORS['pay notice'] ?? []]).flaws).not.toEqual([])
    const blind: Actor = [(world) => ({ ...world, state: 'paid', stock: 'kept' })]
    expect(explore([blind, ACTORS.cancel ?? []]).flaws).not.toEqual([])
  })

  it('would notice a price that changes after it was paid, one that nobody overtakes, and goods sent twice', () => {
    const late: Actor = [(world) => ({ ...world, price: 'changed' })]
    expect(explore([late, ACTORS['pay notice'] ?? []]).flaws).not.toEqual([])
    const deaf: Actor = [evidenceOf('first'), (world) => taking('pay', 'system', { stock: 'kept' })(world)]
    expect(explore([deaf, ACTORS['change the price by two'] ?? []]).flaws).not.toEqual([])
    const careless: Actor = [(world) => (world.givenBack ? { ...world, state: 'shipped', stock: 'left' } : world)]
    expect(explore([ACTORS['pay notice'] ?? [], ACTORS['the shop cancels'] ?? [], careless]).flaws).not.toEqual([])
    const impatient: Actor = [
      taking('ship', 'operator', { stock: 'left' }),
      exchanging('none', { exchange: 'open', wanted: 'kept' }),
    ]
    const hasty: Actor = [(world) => (world.exchange === 'open' ? { ...world, exchange: 'over' } : world)]
    expect(explore([ACTORS['pay notice'] ?? [], impatient, hasty]).flaws).not.toEqual([])
  })

  it('comes to every end there is: paid at either price, given back, exchanged, closed', () => {
    const ends = triples.flatMap((group) => explore(group.map((name) => ACTORS[name] ?? [])).ends)
    const some = (is: (end: World) => boolean): boolean => ends.some(is)
    expect([
      ...[some(({ paidAt }) => paidAt === 'changed'), some(({ paidAt }) => paidAt === 'first')],
      ...[
        some(({ state }) => state === 'refunded'),
        some(({ state, price }) => state === 'closed' && price === 'changed'),
      ],
      some(({ wanted }) => wanted === 'left'),
    ]).toEqual([true, true, true, true, true])
  })
})
