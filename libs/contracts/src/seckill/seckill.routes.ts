import type { VersionBody } from '../catalog/catalog-editing.schema.js'
import { SHEET_TYPES } from '../catalog/product-import.terms.js'
import type { Done, FileReply, IdParams, Page } from '../primitives.schema.js'
import { deskRead, deskWrite, route, type RouteFacts } from '../route.js'
import type {
  ChangeSeckillBody,
  CloneBody,
  Cloned,
  SeckillBoard,
  SeckillBody,
  SeckillCalendar,
  SeckillCalendarQuery,
  SeckillCard,
  SeckillExportBody,
  SeckillListQuery,
  SeckillReport,
  SeckillView,
} from './seckill-desk.schema.js'
import type {
  GoodsOffer,
  MyStanding,
  MyTake,
  MyTakesQuery,
  SessionsView,
  SessionView,
  TakeAnswer,
  TakeBody,
  TicketBody,
  TicketView,
} from './seckill.schema.js'

const read = deskRead('seckill.read')
const write = deskWrite('seckill.write')

const desk = '/api/admin/seckill/activities'
const one = `${desk}/:id`

/** Flash sales 秒杀 at the desk. */
export const seckillDeskRoutes = {
  list: route<{ query: SeckillListQuery; reply: Page<SeckillCard> }>({ ...read, path: desk }),
  /** What is on when, drafts included. */
  calendar: route<{ query: SeckillCalendarQuery; reply: SeckillCalendar }>({
    ...read,
    path: '/api/admin/seckill/calendar',
  }),
  one: route<{ params: IdParams; reply: SeckillView }>({ ...read, path: one }),
  create: route<{ body: SeckillBody; reply: SeckillView }>({ ...write, path: desk }),
  /** Only a draft; whoever looked at an older version is told. */
  change: route<{ params: IdParams; body: ChangeSeckillBody; reply: SeckillView }>({
    ...write,
    method: 'PUT',
    path: one,
  }),
  discard: route<{ params: IdParams; reply: Done }>({ ...write, method: 'DELETE', path: one }),
  /** Somebody else than whoever wrote them agrees to prices below a floor. */
  agree: route<{ params: IdParams; body: VersionBody; reply: SeckillView }>({
    ...write,
    permission: 'promotion.approve',
    path: `${one}/agree`,
  }),
  /** Takes the stock of every SKU out of what is for sale, or of none. */
  arm: route<{ params: IdParams; body: VersionBody; reply: SeckillView }>({ ...write, path: `${one}/arm` }),
  /** Back to a draft, before it begins; the stock is for sale again. */
  disarm: route<{ params: IdParams; body: VersionBody; reply: SeckillView }>({ ...write, path: `${one}/disarm` }),
  /** Asks for no version: what has to end, ends at once. Takes that were won stay good. */
  stop: route<{ params: IdParams; reply: SeckillView }>({ ...write, path: `${one}/stop` }),
  /** The same goods at other times, each a draft of its own. */
  clone: route<{ params: IdParams; body: CloneBody; reply: Cloned }>({ ...write, path: `${one}/clone` }),
  board: route<{ params: IdParams; reply: SeckillBoard }>({ ...read, path: `${one}/board` }),
  report: route<{ params: IdParams; reply: SeckillReport }>({ ...read, path: `${one}/report` }),
  exported: route<{ params: IdParams; body: SeckillExportBody; reply: FileReply }>({
    ...write,
    permission: 'seckill.read',
    path: `${one}/export`,
    audit: 'reveal',
    load: 'export',
    download: { types: Object.values(SHEET_TYPES) },
  }),
}

const shown = {
  method: 'GET',
  access: 'public',
  load: 'browse',
  idempotency: 'none',
  owner: 'none',
} as const satisfies Partial<RouteFacts>
const mine = {
  method: 'GET',
  access: 'member',
  load: 'browse',
  idempotency: 'none',
  owner: 'member',
} as const satisfies Partial<RouteFacts>

/** Flash sales 秒杀 for shoppers. */
export const seckillRoutes = {
  /** The tabs: what is on, what comes, what is just over. */
  sessions: route<{ reply: SessionsView }>({ ...shown, path: '/api/shop/seckill/sessions' }),
  session: route<{ params: IdParams; reply: SessionView }>({ ...shown, path: '/api/shop/seckill/sessions/:id' }),
  /** The offer a product is in now or next, for its page; `offer` is null where there is none. */
  ofProduct: route<{ params: IdParams; reply: { serverTime: string; offers: GoodsOffer[] } }>({
    ...shown,
    path: '/api/shop/seckill/products/:id',
  }),
  /** What the caller has taken of a session and may still take. */
  standing: route<{ params: IdParams; reply: MyStanding }>({
    ...mine,
    owner: 'shop',
    path: '/api/shop/seckill/sessions/:id/standing',
  }),
  /** Only after the start by the server's clock; works once, for a minute, with the session that asked for it. */
  ticket: route<{ body: TicketBody; reply: TicketView }>({
    method: 'POST',
    access: 'member',
    load: 'order',
    idempotency: 'none',
    owner: 'none',
    limit: 'seckillTicket',
    path: '/api/shop/seckill/tickets',
  }),
  /**
   * The ticket says who asks, the session's token proves it without a look into the database. The Idempotency-Key is the request:
   * the same key over retries finds its answer.
   */
  take: route<{ body: TakeBody; reply: TakeAnswer }>({
    method: 'POST',
    access: 'public',
    load: 'seckill',
    idempotency: 'required',
    owner: 'none',
    limit: 'seckillTake',
    path: '/api/shop/seckill/takes',
  }),
  takes: route<{ query: MyTakesQuery; reply: Page<MyTake> }>({
    ...mine,
    owner: 'none',
    path: '/api/shop/seckill/takes',
  }),
  taken: route<{ params: IdParams; reply: MyTake }>({ ...mine, path: '/api/shop/seckill/takes/:id' }),
  /** Somebody else may have it at once; an order of it is cancelled like any other instead. */
  giveUp: route<{ params: IdParams; reply: MyTake }>({
    ...mine,
    method: 'POST',
    load: 'order',
    idempotency: 'required',
    path: '/api/shop/seckill/takes/:id/give-up',
  }),
}
