/** Flash sales 秒杀. One activity is one session 场次: its window, its goods with a price and a stock of their own. */
export const SECKILL_STATES = ['draft', 'armed', 'running', 'ended', 'stopped'] as const
export type SeckillState = (typeof SECKILL_STATES)[number]
/**
 * A session as shoppers see it, by the server's clock: announced, shown in full because it begins soon, on, over by its time,
 * or ended by the shop before its time.
 */
export const SECKILL_PHASES = ['announced', 'warm_up', 'running', 'ended', 'stopped'] as const
export type SeckillPhase = (typeof SECKILL_PHASES)[number]
/** What the button of one of the goods says; `queueing` and `got_it` are a member's own. */
export const SECKILL_BUTTONS = [
  'not_started',
  'grab',
  'queueing',
  'got_it',
  'sold_out',
  'limit_reached',
  'ended',
  'stopped',
] as const
export type SeckillButton = (typeof SECKILL_BUTTONS)[number]
/**
 * A take 抢购资格: won and held for its member, on an order that is not paid yet, sold with a paid order, or released, so that
 * somebody else may have it.
 */
export const TAKE_STATES = ['won', 'ordered', 'sold', 'released'] as const
export type TakeState = (typeof TAKE_STATES)[number]
/** Why a take was released: not ordered in time, its order was cancelled or not paid, the shop closed it, its member gave it up. */
export const TAKE_RELEASES = ['not_ordered', 'order_closed', 'shop_closed', 'given_up'] as const
export type TakeRelease = (typeof TAKE_RELEASES)[number]
/**
 * What a request to take is told. `queued`: not decided yet, ask again with the same key. `short`: fewer are left than were asked
 * for. `too_many_open`: the member holds too much that is not paid. Everything but `won` and `queued` may be tried again with a new key.
 */
export const TAKE_ANSWERS = [
  'won',
  'queued',
  'sold_out',
  'short',
  'limit_reached',
  'too_many_open',
  'not_started',
  'ended',
  'stopped',
] as const
export type TakeAnswerState = (typeof TAKE_ANSWERS)[number]

export const SECKILL_LIMITS = {
  name: 40,
  items: 100,
  /** Units of one SKU in one activity. */
  total: 1_000_000,
  perMember: 99,
  payWithinMinutes: { least: 5, most: 15 },
  /** Leading zero bits of the proof of work that an operator may ask for all the time. */
  proofBits: 20,
  windowMs: 7 * 86_400_000,
  warmUpMs: 7 * 86_400_000,
  clones: 20,
  /** Seconds that the live board looks back. */
  boardSeconds: 120,
} as const

/** What is hashed for the proof of work: SHA-256 of `<salt>.<solution>` has to begin with so many zero bits. */
export const proofText = (salt: string, solution: string): string => `${salt}.${solution}`
