import { z } from 'zod'
import { MAX_PRICE_FEN } from '../catalog/catalog.terms.js'
import { versionBody } from '../catalog/catalog-editing.schema.js'
import { SHEET_FORMATS } from '../catalog/product-import.terms.js'
import { endpoint } from '../endpoint.js'
import { at, done, fen, fileReply, idParams, page, pageQuery, picture, uuid } from '../primitives.schema.js'
import { seckillDeskRoutes } from './seckill.routes.js'
import { SECKILL_LIMITS, SECKILL_STATES } from './seckill.terms.js'

const { payWithinMinutes } = SECKILL_LIMITS
const itemFields = {
  skuId: uuid,
  priceFen: z.int().min(1).max(MAX_PRICE_FEN),
  /** Units that are taken out of what is for sale when the session is armed. */
  total: z.int().min(1).max(SECKILL_LIMITS.total),
  perMember: z.int().min(1).max(SECKILL_LIMITS.perMember),
}
const times = { warmUpAt: at, startsAt: at, endsAt: at }
const fields = {
  name: z.string().trim().min(1).max(SECKILL_LIMITS.name),
  ...times,
  payWithinMinutes: z.int().min(payWithinMinutes.least).max(payWithinMinutes.most),
  /** Proof of work that every ticket asks for; 0 = none but what load asks for. */
  proofBits: z.int().min(0).max(SECKILL_LIMITS.proofBits),
}
const items = z.array(z.strictObject(itemFields)).min(1).max(SECKILL_LIMITS.items)

interface Times {
  warmUpAt: string
  startsAt: string
  endsAt: string
}
type Refuse = (path: (string | number)[], message: string) => void

const checkTimes = ({ warmUpAt, startsAt, endsAt }: Times, refuse: Refuse): void => {
  const [warm, starts, ends] = [warmUpAt, startsAt, endsAt].map((time) => Date.parse(time)) as [number, number, number]
  if (warm > starts) refuse(['warmUpAt'], 'is shown after it begins')
  if (starts - warm > SECKILL_LIMITS.warmUpMs) refuse(['warmUpAt'], 'is shown too long before it begins')
  if (starts >= ends) refuse(['endsAt'], 'ends before it begins')
  if (ends - starts > SECKILL_LIMITS.windowMs) refuse(['endsAt'], 'lasts too long')
}
const checkItems = (given: z.infer<typeof items>, refuse: Refuse): void => {
  given.forEach(({ skuId, perMember, total }, place) => {
    if (given.findIndex((other) => other.skuId === skuId) < place) refuse(['items', place, 'skuId'], 'named twice')
    if (perMember > total) refuse(['items', place, 'perMember'], 'more than there are')
  })
}
const checked = (given: Times & { items: z.infer<typeof items> }, context: z.RefinementCtx): void => {
  const refuse: Refuse = (path, message) => context.addIssue({ code: 'custom', path, message })
  checkTimes(given, refuse)
  checkItems(given.items, refuse)
}
export const seckillBody = z.strictObject({ ...fields, items }).superRefine(checked)
export type SeckillBody = z.infer<typeof seckillBody>
export const changeSeckillBody = z.strictObject({ version: z.int().min(1), ...fields, items }).superRefine(checked)
export type ChangeSeckillBody = z.infer<typeof changeSeckillBody>
export const cloneBody = z.strictObject({
  sessions: z
    .array(
      z.strictObject(times).superRefine((given, context) => {
        checkTimes(given, (path, message) => context.addIssue({ code: 'custom', path, message }))
      }),
    )
    .min(1)
    .max(SECKILL_LIMITS.clones),
})
export type CloneBody = z.infer<typeof cloneBody>
export const cloned = z.object({ items: z.array(z.object({ id: uuid, startsAt: at })) })
export type Cloned = z.infer<typeof cloned>

const counted = {
  /** Units in all; held for somebody who has not paid; sold. `total − drawn − sold` is left. */
  total: z.int(),
  drawn: z.int(),
  sold: z.int(),
}
const standing = {
  id: uuid,
  version: z.int(),
  state: z.enum(SECKILL_STATES),
  name: z.string(),
  ...times,
  ...counted,
  /** When what was left went back for sale; null: not yet, or nothing was ever taken. */
  settledAt: at.nullable(),
}
export const seckillCard = z.object({ ...standing, skus: z.int() })
export type SeckillCard = z.infer<typeof seckillCard>
export const seckillItem = z.object({
  id: uuid,
  skuId: uuid,
  spuId: uuid,
  title: z.string(),
  skuLabel: z.string(),
  picture: picture.nullable(),
  priceFen: fen,
  perMember: z.int(),
  ...counted,
  /** What it costs without the flash sale now, and what is for sale of it now; null where it is gone. */
  usualFen: fen.nullable(),
  available: z.int(),
  onSale: z.boolean(),
  belowFloor: z.boolean(),
  /** The lowest price of the seven days before it was armed: what is struck through. */
  wasFen: fen.nullable(),
  /** Units that went back for sale at the end. */
  returned: z.int(),
})
export type SeckillItem = z.infer<typeof seckillItem>
export const seckillView = z.object({
  ...standing,
  payWithinMinutes: z.int(),
  proofBits: z.int(),
  items: z.array(seckillItem),
  createdBy: z.string(),
  /** Who has agreed to its prices below a floor; null: nobody, or they were written anew since. */
  agreedBy: z.string().nullable(),
  createdAt: at,
  armedAt: at.nullable(),
  armedBy: z.string().nullable(),
  stoppedAt: at.nullable(),
  stoppedBy: z.string().nullable(),
})
export type SeckillView = z.infer<typeof seckillView>

export const seckillListQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(SECKILL_STATES).optional(),
  /** A shop day on which it is on. */
  day: z.iso.date().optional(),
  q: z.string().trim().max(40).optional(),
})
export type SeckillListQuery = z.infer<typeof seckillListQuery>
/** Shop days, both included; at most 62. */
export const seckillCalendarQuery = z.strictObject({ from: z.iso.date(), to: z.iso.date() })
export type SeckillCalendarQuery = z.infer<typeof seckillCalendarQuery>
export const seckillCalendar = z.object({ items: z.array(seckillCard) })
export type SeckillCalendar = z.infer<typeof seckillCalendar>

const flow = {
  /** Requests to take that came, those that were let into the queue; units taken, paid and given back. */
  requests: z.int(),
  admitted: z.int(),
  taken: z.int(),
  paid: z.int(),
  released: z.int(),
}
export const seckillBoard = z.object({
  serverTime: at,
  state: z.enum(SECKILL_STATES),
  ...counted,
  totals: z.object({ ...flow, tickets: z.int(), refused: z.int() }),
  /** The last two minutes, a second each, oldest first; seconds in which nothing happened are there as well. */
  seconds: z.array(z.object({ at, ...flow })),
  /** Requests that wait for their decision in this process, and how many may. */
  queue: z.object({ waiting: z.int(), room: z.int() }),
  /** Leading zero bits that a ticket asks for at this moment. */
  proofBits: z.int(),
  items: z.array(z.object({ itemId: uuid, title: z.string(), skuLabel: z.string(), ...counted })),
})
export type SeckillBoard = z.infer<typeof seckillBoard>

const outcome = {
  ...counted,
  /** Takes that were won, and those that an order was placed, paid or given back for. */
  takes: z.int(),
  ordered: z.int(),
  paid: z.int(),
  released: z.int(),
  /** Units of each. */
  takenUnits: z.int(),
  soldUnits: z.int(),
  releasedUnits: z.int(),
  /** Sold units at the activity's price. */
  amountFen: fen,
  /** Paid of won takes, 0 … 10 000. */
  conversionBp: z.int(),
}
export const seckillReport = z.object({
  id: uuid,
  name: z.string(),
  state: z.enum(SECKILL_STATES),
  startsAt: at,
  endsAt: at,
  buyers: z.int(),
  whole: z.object(outcome),
  items: z.array(
    z.object({
      itemId: uuid,
      skuId: uuid,
      title: z.string(),
      skuLabel: z.string(),
      priceFen: fen,
      returned: z.int(),
      ...outcome,
    }),
  ),
})
export type SeckillReport = z.infer<typeof seckillReport>
export const seckillExportBody = z.strictObject({ format: z.enum(SHEET_FORMATS) })
export type SeckillExportBody = z.infer<typeof seckillExportBody>

const byId = { params: idParams }
export const seckillDeskEndpoints = {
  list: endpoint(seckillDeskRoutes.list, { query: seckillListQuery, reply: page(seckillCard) }),
  calendar: endpoint(seckillDeskRoutes.calendar, { query: seckillCalendarQuery, reply: seckillCalendar }),
  one: endpoint(seckillDeskRoutes.one, { ...byId, reply: seckillView }),
  create: endpoint(seckillDeskRoutes.create, { body: seckillBody, reply: seckillView }),
  change: endpoint(seckillDeskRoutes.change, { ...byId, body: changeSeckillBody, reply: seckillView }),
  discard: endpoint(seckillDeskRoutes.discard, { ...byId, reply: done }),
  agree: endpoint(seckillDeskRoutes.agree, { ...byId, body: versionBody, reply: seckillView }),
  arm: endpoint(seckillDeskRoutes.arm, { ...byId, body: versionBody, reply: seckillView }),
  disarm: endpoint(seckillDeskRoutes.disarm, { ...byId, body: versionBody, reply: seckillView }),
  stop: endpoint(seckillDeskRoutes.stop, { ...byId, reply: seckillView }),
  clone: endpoint(seckillDeskRoutes.clone, { ...byId, body: cloneBody, reply: cloned }),
  board: endpoint(seckillDeskRoutes.board, { ...byId, reply: seckillBoard }),
  report: endpoint(seckillDeskRoutes.report, { ...byId, reply: seckillReport }),
  exported: endpoint(seckillDeskRoutes.exported, { ...byId, body: seckillExportBody, reply: fileReply }),
}
