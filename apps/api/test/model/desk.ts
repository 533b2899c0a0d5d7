import { PERMISSIONS } from '@jishi/contracts/identity/identity.terms'
import { assert } from '@jishi/kernel/assert'
import { newId } from '@jishi/kernel/id'
import { addDays, isoOf, minuteMs, secondMs, systemClock } from '@jishi/kernel/time'
import { IdentityFacade } from '../../src/modules/identity/index.js'
import { SettingsFacade } from '../../src/modules/settings/index.js'
import { expectSoundShop, freshKey, patiently, placeNow, startPaying } from '../support/buying.js'
import { claim, launched } from '../support/coupon-desk.js'
import { KnownActors } from '../support/known-actors.js'
import { MadeGoods } from '../support/made-goods.js'
import { passTime } from '../support/payment-facts.js'
import { words } from '../support/review-desk.js'
import { clientOf, Refused, shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'
import { changePriceOf, on } from '../support/price-desk.js'
import { cancelPieces } from '../support/shop-desk.js'
import type { Asking, Parcel } from './foresight.js'
import type { Cancelling, Wish } from './foresight-goods.js'
import type { Asked } from './foresight-price.js'
import type { Life, Line, Outcome, Rules } from './life.js'

/** Where the buyer's addresses lie, in the order of `Rules.waysFen`. */
const REGIONS = ['110101', '120101', '650102'] as const
const WAYS_FEN = [800, 500, 2_000] as const
/** Odd, and low enough that no order travels free. */
const PRICES_FEN = [291, 1_103] as const
/** Few enough that what is wanted may be gone, and enough for the largest order. */
const STOCK = 5
/** Odd as well, so that its shares differ from piece to piece. */
const COUPON_FEN = 101

/** For what hangs: a night is lived beside other work, and a queue that is starved answers late. */
const PATIENCE_MS = 10 * minuteMs

/** A shop for many lives, and two operators whose sessions never end. */
export interface Stage {
  readonly shop: WholeShop
  readonly rules: Rules
  readonly goods: MadeGoods
  readonly templateId: string
  /** What is claimed before an order is placed, and what makes up for what the shop cancels. */
  readonly coupons: { readonly order: string; readonly makeUp: string }
  readonly operators: readonly ShopClient[]
  readonly actors: KnownActors
}

export async function openStage(): Promise<Stage> {
  const shop = await startWholeShop({ env: SLOW_MACHINE })
  const actors = new KnownActors(shop)
  const ids = await shop.database.transaction(async (tx) => {
    const made = ['first', 'second'].map((username) =>
      shop
        .get(IdentityFacade)
        .createOperator(tx, { username, displayName: username, password: `Long-enough-${username}`, roles: ['owner'] }),
    )
    return [await made[0], await made[1]]
  })
  // The same rights in another order are another token.
  const rights = [[...PERMISSIONS], [...PERMISSIONS].reverse()]
  const operators = rights.map((permissions, at) => clientOf(shop, actors.operator(permissions, ids[at])))
  const owner = operators[0] as ShopClient
  const templateId = await wayRates(owner)
  const { order } = await owner.settings.all()
  const value = { ...order.value, returnAddress: '退货组 杭州市 8 号' }
  await owner.settings.change({ body: { key: 'order', value, expectedVersion: order.version } })
  const { payWithinMs, autoConfirmAfterMs, extendReceiptMs, ...rest } = await shop.get(SettingsFacade).get('order')
  const priceAlone = { bp: rest.priceChangeBp, fen: rest.priceChangeFen }
  const { windowDays } = await shop.get(SettingsFacade).get('review')
  const times = { payWithinMs, autoConfirmAfterMs, extendReceiptMs, reviewDays: windowDays }
  const rules = { ...times, priceAlone, waysFen: WAYS_FEN, stock: STOCK, pricesFen: PRICES_FEN }
  const coupons = { order: await couponOf(shop, owner, 'claim'), makeUp: await couponOf(shop, owner, 'issue') }
  return { shop, rules, goods: new MadeGoods(shop), templateId, coupons, operators, actors }
}

/** One that is given for longer than all lives of a shop take. */
async function couponOf(shop: WholeShop, operator: ShopClient, way: 'claim' | 'issue'): Promise<string> {
  const claimUntilAt = isoOf(addDays(shop.clock.now(), 36_500))
  const many = { total: 10_000, perMember: 99, validDays: 365, claimUntilAt }
  const { id } = await launched(shop, operator, { way, listed: false, amountFen: COUPON_FEN, thresholdFen: 0, ...many })
  return id
}

async function wayRates(operator: ShopClient): Promise<string> {
  const everywhere = {
    regionPrefixes: [] as string[],
    first: 1,
    next: 1,
    nextFen: 0,
    freeOverFen: null,
    freeOverQty: null,
  }
  const rates = WAYS_FEN.map((firstFen, at) => ({
    ...{ ...everywhere, firstFen },
    regionPrefixes: at === 0 ? [] : [(REGIONS[at] ?? '').slice(0, 2)],
  }))
  const { id } = await operator.freight.addFreightTemplate({
    body: { name: '按件', unit: 'piece', rates, noDeliveryPrefixes: [] },
    idempotencyKey: freshKey(),
  })
  return id
}

let buyers = 0
let numbers = 0

/** One buyer with one order in a real shop, and everybody who does something with it. */
export class Desk {
  private orderId = ''
  private lineIds: string[] = []
  private attemptNo = ''
  private readonly saleIds: string[] = []
  private readonly priceIds: string[] = []

  private constructor(
    readonly stage: Stage,
    private readonly buyer: Shopper,
    private readonly addressIds: readonly string[],
    /** Goods of this life alone: what earlier lives still do with theirs is not seen here. */
    readonly skuIds: readonly string[],
  ) {}

  static async open(stage: Stage): Promise<Desk> {
    const { shop, actors } = stage
    buyers += 1
    const phone = `139${String(buyers).padStart(8, '0')}`
    const member = await shopperOf(shop, phone)
    const api = clientOf(shop, actors.member(phone, member.memberId))
    const addressIds = await shop.database.transaction(async (tx) => {
      const others: string[] = []
      for (const regionCode of REGIONS.slice(1)) {
        const address = { receiver: '林大满', phone, regionCode, detail: '和平路 1 号', isDefault: false }
        others.push(await shop.get(IdentityFacade).addAddress(tx, member.memberId, address))
      }
      return [member.addressId, ...others]
    })
    const { spuId, skus } = await stage.goods.product({ stock: STOCK, pricesFen: [...PRICES_FEN] })
    await shop.database.execute('update spus set freight_template_id = $2 where id = $1', [spuId, stage.templateId])
    // In the order of their prices, and of their ids: so orders keep their lines.
    const skuIds = skus.map(({ skuId }) => skuId)
    assert([...skuIds].sort().join() === skuIds.join(), 'SKUs made one after another stand in the order of their ids')
    return new Desk(stage, { ...member, api }, addressIds, skuIds)
  }

  get now(): number {
    return this.stage.shop.clock.now()
  }

  /** No two acts happen at the same moment: what is due first is then the same for everybody. */
  tick(): number {
    this.stage.shop.clock.advance(secondMs)
    return this.now
  }

  /** The lines as they were frozen. The coupon is drawn by itself, as it is the best there is. */
  async place(qtys: readonly number[], withCoupon: boolean): Promise<Line[]> {
    const { shop, coupons } = this.stage
    if (withCoupon) await claim(this.buyer, coupons.order)
    const lines = this.skuIds.flatMap((skuId, at) => ((qtys[at] ?? 0) > 0 ? [{ skuId, qty: qtys[at] ?? 0 }] : []))
    const order = await placeNow(this.buyer, lines)
    this.orderId = order.id
    const rows = await shop.database.rows<
      Pick<Line, 'id' | 'skuId' | 'qty' | 'goodsFen' | 'goodsPaidFen' | 'freightFen' | 'couponFen'>
    >(
      `select id, sku_id as "skuId", qty, goods_paid_fen as "goodsFen", goods_paid_fen as "goodsPaidFen", freight_fen as "freightFen", coupon_fen as "couponFen"
         from order_lines where order_id = $1 order by position`,
      [order.id],
    )
    this.lineIds = rows.map(({ id }) => id)
    const untouched = {
      ...{ shipped: 0, cancelled: 0, returned: 0, kept: 0, exchanged: 0, goodsBackFen: 0, freightBackFen: 0 },
    }
    return rows.map((row) => ({ ...row, ...untouched, reviewed: false, received: false, signedAt: null }))
  }

  startPaying = (): Promise<Outcome> =>
    told(async () => void (this.attemptNo = (await startPaying(this.buyer, this.orderId)).attemptNo))

  /** The channel says it, once or more often. */
  pay = (times: number): Promise<Outcome> =>
    told(async () => {
      const { simulator } = this.stage.shop
      const { attemptNo } = await startPaying(this.buyer, this.orderId)
      await simulator.pay(attemptNo)
      await simulator.settled()
      const [notice] = await simulator.notices(attemptNo)
      if (times > 1) await simulator.resend(notice?.id ?? '', times - 1)
    })

  /** Its notice is here before anybody rests: the money goes back from there, which takes a round of its own. */
  payLate = async (): Promise<Outcome> => {
    await this.stage.shop.simulator.payLate(this.attemptNo)
    await this.stage.shop.simulator.settled()
    return 'done'
  }

  changePrice = ({ moves, by }: Asked): Promise<Outcome> =>
    told(async () => {
      const ofLines = moves.slice(0, this.lineIds.length)
      const { id } = await changePriceOf(this.operator(by), this.buyer, this.orderId, ofLines)
      this.priceIds.push(id)
    })
  agreeToPrice = (who: number) => told(async () => this.operator(who).priceChange.approve(this.price()))
  refusePrice = (who: number) =>
    told(async () => this.operator(who).priceChange.refuse({ ...this.price(), body: { note: '太多了' } }))
  takePriceBack = (who: number) => told(async () => this.operator(who).priceChange.withdraw(this.price()))

  cancel = (): Promise<Outcome> => told(() => this.buyer.api.order.cancel(this.one))
  receive = (): Promise<Outcome> => told(() => this.buyer.api.order.confirmReceipt(this.one))
  remind = (): Promise<Outcome> => told(() => this.buyer.api.orderCentre.remind(this.one))
  waitLonger = (): Promise<Outcome> => told(() => this.buyer.api.orderCentre.extendReceipt(this.one))
  stay = (): Promise<Outcome> => told(() => this.buyer.api.orderCentre.keepAddress(this.one))

  move = (at: number): Promise<Outcome> =>
    told(async () => {
      const addressId = this.addressIds[at] ?? ''
      const { differenceFen } = await this.buyer.api.orderCentre.quoteAddress({ ...this.one, query: { addressId } })
      await this.buyer.api.orderCentre.readdress({ ...this.one, body: { addressId, differenceFen } })
    })

  ship = ({ line, qty }: Parcel): Promise<Outcome> =>
    told(() => {
      const pieces = qty === 0 ? {} : { pieces: [{ lineId: this.line(line), qty }] }
      return this.operator(0).order.ship({ ...this.one, body: { ...parcelNo(), ...pieces } })
    })

  correct = (): Promise<Outcome> =>
    told(async () => {
      const [shipment] = await this.stage.shop.database.rows<{ id: string }>(
        'select id from shipments where order_id = $1 order by shipped_at, id limit 1',
        [this.orderId],
      )
      if (shipment === undefined) throw NOBODY
      await this.operator(0).fulfilment.correctShipment({ params: shipment, body: parcelNo() })
    })

  review = (at: number): Promise<Outcome> =>
    told(() => this.buyer.api.review.write({ body: words(this.line(at)), idempotencyKey: freshKey() }))

  ask = ({ line, qty, returns, fault, less }: Asking): Promise<Outcome> =>
    told(async () => {
      const asked = {
        orderId: this.orderId,
        kind: returns ? ('return_refund' as const) : ('refund_only' as const),
        // Of the shop's faults the one that may be said of pieces that never left as well.
        reason: fault ? ('late' as const) : ('no_reason' as const),
        lines: [{ lineId: this.line(line), qty }],
      }
      const proposed = less ? (await this.buyer.api.afterSale.preview({ body: asked })).proposedFen : 0
      if (less && proposed < 2) throw NOBODY
      const body = { ...asked, ...(less ? { askedFen: proposed - 1 } : {}) }
      this.saleIds.push((await this.buyer.api.afterSale.apply({ body })).id)
    })

  askExchange = ({ line, qty, wanted, fault }: Wish): Promise<Outcome> =>
    told(async () => {
      const lines = [{ lineId: this.line(line), qty, skuId: this.skuIds[wanted] ?? '' }]
      const reason = fault ? ('quality' as const) : ('no_reason' as const)
      const body = { orderId: this.orderId, kind: 'exchange' as const, reason, lines }
      this.saleIds.push((await this.buyer.api.afterSale.apply({ body })).id)
    })
  payDifference = (at: number) => told(async () => this.buyer.api.afterSale.payDifference(this.sale(at)))
  resend = (at: number) => told(async () => this.operator(0).afterSale.resend({ ...this.sale(at), body: parcelNo() }))
  takeReplacement = (at: number) => told(async () => this.buyer.api.afterSale.receive(this.sale(at)))
  /** The carrier says so, once. */
  signFor = (at: number) =>
    told(async () => {
      const { shop } = this.stage
      const [parcel] = await shop.database.rows<{ trackingNo: string }>(
        `select tracking_no as "trackingNo" from shipments s join after_sales a on a.id = s.after_sale_id
          where a.id = $1 and a.state = 'resent' and s.signed_at is null`,
        [this.sale(at).params.id],
      )
      if (parcel === undefined) throw NOBODY
      await shop.simulator.moveParcel(parcel.trackingNo, { step: 'sign', at: isoOf(this.stage.shop.clock.now()) })
    })

  cancelPieces = ({ line, qty, fault, coupon }: Cancelling): Promise<Outcome> =>
    told(async () => {
      const lines =
        line === null ? undefined : [{ lineId: this.line(line), qty: qty === 0 ? await this.unsent(line) : qty }]
      if (lines?.some((one) => one.qty === 0) === true) throw NOBODY
      const reason = fault ? ('out_of_stock' as const) : ('asked_by_buyer' as const)
      await cancelPieces(this.operator(0), this.orderId, {
        reason,
        ...(lines === undefined ? {} : { lines }),
        ...(coupon ? { couponTemplateId: this.stage.coupons.makeUp } : {}),
      })
    })

  /** Others buy what is left of these goods, or more of them come. */
  sellOut = (at: number): Promise<Outcome> =>
    told(async () => {
      const left = await this.stage.shop.database.one<{ qty: number }>(
        'select on_hand - reserved as qty from stocks where sku_id = $1',
        [this.skuIds[at]],
      )
      if (left.qty === 0) throw NOBODY
      await this.adjust(at, -left.qty)
    })
  bring = (at: number): Promise<Outcome> => told(() => this.adjust(at, 2))

  approve = (at: number, who: number) => told(async () => this.operator(who).afterSale.approve(this.sale(at)))
  refuse = (at: number, who: number) =>
    told(async () => this.operator(who).afterSale.refuse({ ...this.sale(at), body: { reason: '看不出问题' } }))
  askEvidence = (at: number) =>
    told(async () => this.operator(0).afterSale.askEvidence({ ...this.sale(at), body: { text: '请拍照' } }))
  judge = (at: number, who: number, forMember: boolean) =>
    told(async () => {
      const verdict = forMember ? ('for_member' as const) : ('for_shop' as const)
      return this.operator(who).afterSale.arbitrate({ ...this.sale(at), body: { verdict, note: '看过了' } })
    })
  takeGoods = (at: number, sellable: number) =>
    told(async () => {
      const one = this.sale(at)
      const { lines, exchange } = await this.buyer.api.afterSale.one(one)
      const found = exchange?.lines ?? lines.filter(({ role }) => role === 'main').slice(0, 1)
      const looked = found.map(({ lineId, qty }) => ({ lineId, sellableQty: Math.min(sellable, qty) }))
      return this.operator(0).afterSale.inspect({ ...one, body: { accepted: true, lines: looked } })
    })
  refuseGoods = (at: number, who: number) =>
    told(async () =>
      this.operator(who).afterSale.inspect({ ...this.sale(at), body: { accepted: false, note: '穿过了' } }),
    )
  say = (at: number) => told(async () => this.buyer.api.afterSale.say({ ...this.sale(at), body: { text: '在这里' } }))
  complain = (at: number) =>
    told(async () => this.buyer.api.afterSale.complain({ ...this.sale(at), body: { text: '请看看' } }))
  sendBack = (at: number) => told(async () => this.buyer.api.afterSale.sendBack({ ...this.sale(at), body: parcelNo() }))
  withdraw = (at: number) => told(async () => this.buyer.api.afterSale.withdraw(this.sale(at)))

  /** Time, and the sweeps in the order the model thinks them. */
  passTime = async (ms: number): Promise<Outcome> => {
    const { shop } = this.stage
    await passTime(shop, ms)
    for (const sweep of ['order.close-due', 'order.drop-supplements', 'order.after-sales-due', 'order.auto-confirm']) {
      await shop.sweep(sweep)
      await this.rest()
    }
    return 'done'
  }

  /** Everything told is heard, at the channel too. */
  async rest(): Promise<void> {
    const { shop } = this.stage
    await shop.settle(PATIENCE_MS)
    await shop.simulator.settled()
    await shop.settle(PATIENCE_MS)
  }

  /** How it stands by every book; each part has a twin in `standingOf`. */
  async standing(): Promise<Standing> {
    const { shop } = this.stage
    const order = await shop.database.one<Omit<Standing, 'owedFen' | 'stock'>>(STANDING, [this.orderId, this.saleIds])
    const { owedFen } = await this.buyer.api.order.order(this.one)
    return { ...order, owedFen, stock: await this.stocks() }
  }

  /** When each line was signed for, as far as carriers say so. */
  async signed(): Promise<(number | null)[]> {
    const rows = await this.stage.shop.database.rows<{ at: number | null }>(SIGNED, [this.orderId])
    return rows.map(({ at }) => at)
  }

  sound = (): Promise<void> => expectSoundShop(this.stage.shop)

  private get one(): { params: { id: string } } {
    return { params: { id: this.orderId } }
  }
  private adjust(at: number, delta: number): Promise<unknown> {
    const items = [{ skuId: this.skuIds[at] ?? '', delta }]
    return this.operator(0).inventory.adjust({ body: { reason: '别人买了或到货', items } })
  }
  private async unsent(line: number): Promise<number> {
    const { qty } = await this.stage.shop.database.one<{ qty: number }>(
      'select qty - cancelled_qty - shipped_qty as qty from order_lines where id = $1',
      [this.line(line)],
    )
    return qty
  }
  private line = (at: number): string => this.lineIds[at % this.lineIds.length] ?? ''
  private price = () => {
    const last = this.priceIds.at(-1)
    if (last === undefined) throw NOBODY
    return on(last)
  }
  private operator = (who: number): ShopClient => this.stage.operators[who] as ShopClient

  private sale = (at: number): { params: { id: string } } => ({
    params: { id: this.saleIds[at % this.saleIds.length] ?? '' },
  })

  private stocks(): Promise<Standing['stock'][number][]> {
    return this.stage.shop.database.rows(
      `select on_hand - $2 as "onHand", reserved from stocks where sku_id = any($1) order by sku_id`,
      [[...this.skuIds], STOCK],
    )
  }
}

export interface Standing {
  readonly state: Life['state']
  readonly refundedFen: number
  readonly owedFen: number | null
  readonly lines: readonly Omit<
    Line,
    'id' | 'skuId' | 'goodsFen' | 'freightFen' | 'couponFen' | 'reviewed' | 'received' | 'signedAt'
  >[]
  readonly sales: readonly string[]
  /** What became of changes of its price, oldest first. */
  readonly prices: readonly string[]
  /** Of the buyer, oldest first. */
  readonly coupons: readonly string[]
  /** What the channel took and gave back. */
  readonly money: { readonly takenFen: number; readonly givenFen: number }
  /** Of each SKU, against what there was at the beginning. */
  readonly stock: readonly { readonly onHand: number; readonly reserved: number }[]
}

const NOBODY = new Refused(404, { code: 'NOT_FOUND', message: '', requestId: newId(systemClock) })

const parcelNo = (): { carrierCode: string; trackingNo: string } => {
  numbers += 1
  return { carrierCode: 'ZTO', trackingNo: `ZTO5${String(numbers).padStart(9, '0')}` }
}

/** A no is an answer; whatever else goes wrong is a failure. */
const told = async (act: () => Promise<unknown>): Promise<Outcome> => {
  try {
    await patiently(act)
    return 'done'
  } catch (error) {
    if (error instanceof Refused && error.status < 500 && error.status !== 400) return 'refused'
    throw error
  }
}

const STANDING = `
  select o.state, o.refunded_fen as "refundedFen",
    (select jsonb_agg(jsonb_build_object('qty', l.qty, 'goodsPaidFen', l.goods_paid_fen, 'shipped', l.shipped_qty, 'cancelled', l.cancelled_qty,
              'returned', l.returned_qty, 'kept', l.kept_qty, 'exchanged', l.exchanged_qty, 'goodsBackFen', l.refunded_fen - l.freight_refunded_fen,
              'freightBackFen', l.freight_refunded_fen) order by l.position) from order_lines l where l.order_id = o.id) as lines,
    (select coalesce(jsonb_agg(s.state order by array_position($2::uuid[], s.id)), '[]') from after_sales s where s.order_id = o.id) as sales,
    (select coalesce(jsonb_agg(p.state order by p.id), '[]') from order_price_changes p where p.order_id = o.id) as prices,
    (select coalesce(jsonb_agg(c.state order by c.id), '[]') from coupons c where c.member_id = o.member_id) as coupons,
    (select jsonb_build_object('takenFen', coalesce(sum(a.amount_fen), 0), 'givenFen', coalesce(sum(
              (select sum(r.amount_fen) from refunds r where r.attempt_id = a.id and r.state = 'succeeded')), 0))
       from payment_attempts a join payment_intents i on i.id = a.intent_id join order_terms t on t.id::text = i.subject_id::text
      where t.order_id = o.id and a.state = 'succeeded') as money
    from orders o where o.id = $1`

const SIGNED = `
  select (select case when bool_and(s.signed_at is not null) then max(s.signed_at) end
            from shipment_lines p join shipments s on s.id = p.shipment_id where p.line_id = l.id) as at
    from order_lines l where l.order_id = $1 order by l.position`
