/**
 * What becomes of one payment, foretold from the rules and not from our code: an order that is owed once, tries on
 * channels, money that comes when it likes, news of it that come late, often or never, and money that goes back.
 */
export interface Try {
  readonly channel: Channel
  /** What the channel would say if it were asked. */
  gateway: 'pending' | 'paid' | 'closed'
  /** What our books say. */
  ours: 'open' | 'closed' | 'succeeded'
  booked: 'nothing' | 'paid' | 'suspense'
  refund: 'none' | 'created' | 'processing' | 'succeeded'
}

export type Channel = 'wechat_h5' | 'wechat_native'
export type Outcome = 'done' | 'refused'

export interface PaymentLife {
  order: 'pending_payment' | 'paid' | 'closed' | 'refunded'
  readonly tries: Try[]
  /** The one try that paid for the order. */
  settledBy: number | undefined
  /** What the member's balance pays beside whatever channel is tried; nothing where it is 0. */
  readonly partFen: number
  /** Of a recharge: what it puts in, with what the shop gives for it. 0: an order is paid. */
  readonly putInFen: number
}

/** What is owed: an order, part of which the balance may pay, or a recharge. */
export type Debt = { readonly of: 'order'; readonly partFen: number } | { readonly of: 'recharge' }
/** 100.00 with 20.00 for it. */
export const PUT_IN_FEN = 12_000

export const unborn = (debt: Debt): PaymentLife => ({
  ...{ order: 'pending_payment', tries: [], settledBy: undefined },
  partFen: debt.of === 'order' ? debt.partFen : 0,
  putInFen: debt.of === 'recharge' ? PUT_IN_FEN : 0,
})

/**
 * Our word for a payment: the first that is owed settles, every other goes to suspense and back. Where the balance pays a part,
 * what is held of it goes with the close of the try, and a channel's part that comes later is not what is owed.
 */
export const hears = (life: PaymentLife, at: number): void => {
  const one = life.tries[at]
  if (one === undefined || one.ours === 'succeeded') return
  const whole = life.partFen === 0 || one.ours !== 'closed'
  one.ours = 'succeeded'
  if (life.order === 'pending_payment' && whole) {
    Object.assign(life, { order: 'paid', settledBy: at })
    one.booked = 'paid'
  } else {
    one.booked = 'suspense'
    one.refund = 'created'
  }
}

const liveAt = (life: PaymentLife): number => life.tries.findIndex(({ ours }) => ours === 'open')

/** Asks the channel before anything is let go; true when that could be closed. */
const closes = (life: PaymentLife, at: number): boolean => {
  const one = life.tries[at]
  if (one === undefined) return true
  if (one.gateway === 'paid') {
    hears(life, at)
    return false
  }
  one.gateway = 'closed'
  one.ours = 'closed'
  return true
}

export const creates = (life: PaymentLife, channel: Channel): Outcome => {
  if (life.order !== 'pending_payment') return 'refused'
  const at = liveAt(life)
  const live = life.tries[at]
  if (live?.channel === channel) {
    if (live.gateway !== 'paid') return 'done'
    hears(life, at)
    return 'refused'
  }
  if (live !== undefined && !closes(life, at)) return 'refused'
  life.tries.push({ channel, gateway: 'pending', ours: 'open', booked: 'nothing', refund: 'none' })
  return 'done'
}

/** The payer pays at the gateway, also where it was closed there. */
export const pays = (life: PaymentLife, at: number): Outcome => {
  const one = life.tries[at]
  if (one === undefined || one.gateway === 'paid') return 'refused'
  one.gateway = 'paid'
  return 'done'
}

export const cancels = (life: PaymentLife): Outcome => {
  if (life.order !== 'pending_payment') return 'refused'
  if (closes(life, liveAt(life))) life.order = 'closed'
  return 'done'
}

/** Somebody waits for the page: the channel is asked of what is open. */
export const asks = (life: PaymentLife): Outcome => {
  const at = liveAt(life)
  if (life.order === 'pending_payment' && life.tries[at]?.gateway === 'paid') hears(life, at)
  return 'done'
}

/** The shop takes a paid order back whole. */
export const givesBack = (life: PaymentLife): Outcome => {
  const one = life.tries[life.settledBy ?? -1]
  if (life.order !== 'paid' || one === undefined) return 'refused'
  one.refund = 'created'
  return 'done'
}

const arrives = (life: PaymentLife, at: number): void => {
  const one = life.tries[at]
  if (one === undefined) return
  one.refund = 'succeeded'
  if (at === life.settledBy) life.order = 'refunded'
}

/** A turn of the sweep: what was decided is sent, what was sent is asked for; the bank is done in between. */
export const sendsBack = (life: PaymentLife): Outcome => {
  life.tries.forEach((one, at) => {
    if (one.refund === 'processing') arrives(life, at)
    else if (one.refund === 'created') one.refund = 'processing'
  })
  return 'done'
}

/** The channel tells that money went back. */
export const tellsOfRefund = (life: PaymentLife, at: number): Outcome => {
  if (life.tries[at]?.refund !== 'processing') return 'refused'
  arrives(life, at)
  return 'done'
}

/** What is left open beside a payment is closed, or heard of if it was paid as well. */
export const clearsRivals = (life: PaymentLife): Outcome => {
  if (life.settledBy === undefined) return 'done'
  const at = liveAt(life)
  if (at >= 0) closes(life, at)
  return 'done'
}

/** Held while a try is open, spent with the one that settles, and back as soon as the order is taken back. */
const balanceOf = (life: PaymentLife): { spentFen: number; heldFen: number } => {
  const { partFen, settledBy, tries } = life
  if (life.putInFen > 0) return putIn(life)
  const spent = tries[settledBy ?? -1]?.refund === 'none'
  return { spentFen: spent ? partFen : 0, heldFen: tries.some(({ ours }) => ours === 'open') ? partFen : 0 }
}

/** Room is kept while a recharge is owed; it is in with the try that settles, and out as soon as it is taken back. */
const putIn = ({ order, putInFen, settledBy, tries }: PaymentLife): { spentFen: number; heldFen: number } => ({
  spentFen: tries[settledBy ?? -1]?.refund === 'none' ? -putInFen : 0,
  heldFen: order === 'pending_payment' ? putInFen : 0,
})

/** What every book has to say, as `payment-desk.ts` reads it. */
export const standingOf = (life: PaymentLife) => ({
  settled: life.settledBy !== undefined,
  balance: balanceOf(life),
  tries: life.tries.map(({ channel, gateway, ours, booked, refund }) => ({
    channel,
    gateway: gateway === 'paid' && ['processing', 'succeeded'].includes(refund) ? ('refunded' as const) : gateway,
    ours,
    booked,
    refund,
  })),
})
