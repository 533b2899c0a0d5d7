import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { at, fen, idParams, page, pageQuery, picture, uuid } from '../primitives.schema.js'
import { seckillRoutes } from './seckill.routes.js'
import { SECKILL_BUTTONS, SECKILL_LIMITS, SECKILL_PHASES, TAKE_RELEASES, TAKE_STATES } from './seckill.terms.js'

const qty = z.int().min(1).max(SECKILL_LIMITS.perMember)
const session = {
  id: uuid,
  name: z.string(),
  phase: z.enum(SECKILL_PHASES),
  warmUpAt: at,
  startsAt: at,
  endsAt: at,
}
/** A tab. `endsAt` of a stopped session is when it would have ended. */
export const sessionTab = z.object(session)
export type SessionTab = z.infer<typeof sessionTab>
export const sessionsView = z.object({ serverTime: at, items: z.array(sessionTab) })
export type SessionsView = z.infer<typeof sessionsView>

const goods = { skuId: uuid, spuId: uuid, title: z.string(), skuLabel: z.string(), picture: picture.nullable() }
export const sessionItem = z.object({
  id: uuid,
  ...goods,
  priceFen: fen,
  /** The lowest price of the seven days before, to be struck through; null where the law allows none. */
  wasFen: fen.nullable(),
  perMember: z.int(),
  total: z.int(),
  /** What nobody holds; a second old at most. */
  left: z.int(),
  /** How much of it is gone, 0 … 10 000. */
  goneBp: z.int(),
  /** Nothing is left, but some of it is held and not paid, and may be had again. */
  mayReturn: z.boolean(),
  /** As it is for everybody: never `queueing`, `got_it` or `limit_reached`. */
  button: z.enum(SECKILL_BUTTONS),
})
export type SessionItem = z.infer<typeof sessionItem>
export const sessionView = z.object({
  serverTime: at,
  ...session,
  payWithinMinutes: z.int(),
  items: z.array(sessionItem),
})
export type SessionView = z.infer<typeof sessionView>

/** One SKU of a product in a flash sale. */
export const goodsOffer = z.object({ ...sessionItem.shape, session: sessionTab, payWithinMinutes: z.int() })
export type GoodsOffer = z.infer<typeof goodsOffer>
export const productOffers = z.object({ serverTime: at, offers: z.array(goodsOffer) })

/** What somebody has won. `payUntil` is when it is given back, ordered or not; the order has to be placed and paid by then. */
export const take = z.object({
  id: uuid,
  activityId: uuid,
  itemId: uuid,
  skuId: uuid,
  qty: z.int(),
  priceFen: fen,
  state: z.enum(TAKE_STATES),
  takenAt: at,
  payUntil: at,
  orderId: uuid.nullable(),
  released: z.enum(TAKE_RELEASES).nullable(),
})
export type TakeView = z.infer<typeof take>
export const myTake = z.object({
  ...take.shape,
  spuId: uuid,
  title: z.string(),
  skuLabel: z.string(),
  picture: picture.nullable(),
  serverTime: at,
})
export type MyTake = z.infer<typeof myTake>
export const myTakesQuery = z.strictObject({ ...pageQuery, state: z.enum(TAKE_STATES).optional() })
export type MyTakesQuery = z.infer<typeof myTakesQuery>

/** `button` is what the caller's button says, their own takes included; `take` the newest that still holds something. */
export const standingItem = z.object({
  itemId: uuid,
  button: z.enum(SECKILL_BUTTONS),
  taken: z.int(),
  mayTake: z.int(),
  take: take.nullable(),
})
export const myStanding = z.object({
  serverTime: at,
  items: z.array(standingItem),
  /** Until when the caller may take nothing because of goods that were let go unpaid; null: they may. */
  coolsUntil: at.nullable(),
})
export type MyStanding = z.infer<typeof myStanding>

export const ticketBody = z.strictObject({ itemId: uuid, qty: qty.optional() })
export type TicketBody = z.infer<typeof ticketBody>
export const ticket = z.object({
  ticket: z.string(),
  expiresAt: at,
  serverTime: at,
  /** Work to be shown with the ticket; null: none. See `proofText`. */
  proof: z.object({ salt: z.string(), bits: z.int() }).nullable(),
})
export type TicketView = z.infer<typeof ticket>

export const takeBody = z.strictObject({
  ticket: z.string().min(1).max(600),
  solution: z.string().max(40).optional(),
  /** An earlier call with this key and ticket got no answer: the server looks whether it was decided, even where all are taken. */
  again: z.boolean().optional(),
})
export type TakeBody = z.infer<typeof takeBody>
const told = { serverTime: at }
export const takeAnswer = z.discriminatedUnion('state', [
  z.object({ state: z.literal('won'), ...told, take }),
  /** So many requests are decided before this one, as far as this server knows; ask again with the same key after a moment. */
  z.object({ state: z.literal('queued'), ...told, ahead: z.int(), askAgainMs: z.int() }),
  z.object({ state: z.literal('sold_out'), ...told, mayReturn: z.boolean() }),
  z.object({ state: z.literal('short'), ...told, left: z.int() }),
  z.object({ state: z.literal('limit_reached'), ...told, perMember: z.int() }),
  z.object({ state: z.literal('too_many_open'), ...told }),
  z.object({ state: z.literal('not_started'), ...told, startsAt: at }),
  z.object({ state: z.literal('ended'), ...told }),
  z.object({ state: z.literal('stopped'), ...told }),
])
export type TakeAnswer = z.infer<typeof takeAnswer>

const byId = { params: idParams }
export const seckillEndpoints = {
  sessions: endpoint(seckillRoutes.sessions, { reply: sessionsView }),
  session: endpoint(seckillRoutes.session, { ...byId, reply: sessionView }),
  ofProduct: endpoint(seckillRoutes.ofProduct, { ...byId, reply: productOffers }),
  standing: endpoint(seckillRoutes.standing, { ...byId, reply: myStanding }),
  ticket: endpoint(seckillRoutes.ticket, { body: ticketBody, reply: ticket }),
  take: endpoint(seckillRoutes.take, { body: takeBody, reply: takeAnswer }),
  takes: endpoint(seckillRoutes.takes, { query: myTakesQuery, reply: page(myTake) }),
  taken: endpoint(seckillRoutes.taken, { ...byId, reply: myTake }),
  giveUp: endpoint(seckillRoutes.giveUp, { ...byId, reply: myTake }),
}
