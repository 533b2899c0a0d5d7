import { Inject, Injectable } from '@nestjs/common'
import type { GiftKind } from '@jishi/contracts/promotion/pay-gifts.terms'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { json, type Tx } from '../../../infra/database/sql.js'
import type { DomainEvent } from '../../../infra/outbox/event-map.js'
import { On } from '../../../infra/worker/decorators.js'
import { isEarned, leftOf, type CountedLine } from './domain/earned.js'
import { GiftGivers } from './gift-givers.js'
import { backsOf, takeTurn } from './gift-orders.js'

interface GivenRow {
  readonly id: string
  readonly giftId: string
  readonly kind: GiftKind
  readonly thresholdFen: number
  readonly waived: boolean
  readonly lines: readonly CountedLine[]
}

/**
 * Something of an order went back: what is left is measured again by each rule whose gift it has, and what it no longer earns
 * is taken back. What is in use already stays, and goes when nobody uses it any more.
 */
@Injectable()
export class TakeBackGifts {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly givers: GiftGivers,
  ) {}

  @On('order.gave_back', 'promotion.take-back-gifts')
  async run(tx: Tx, { payload }: DomainEvent<'order.gave_back'>): Promise<void> {
    const { orderId, refundId } = payload
    const back = payload.lines.filter(({ qty, goodsFen }) => qty > 0 || goodsFen > 0)
    if (back.length === 0) return
    await takeTurn(tx, payload, null)
    await tx.execute(KEEP, [refundId, orderId, json(back)])
    const given = await tx.rows<GivenRow>(GIVEN, [orderId])
    if (given.length === 0) return
    const backs = await backsOf(tx, orderId)
    const lost = given.filter((one) => !isEarned(one, leftOf(one.lines, backs)))
    for (const kind of new Set(lost.map((one) => one.kind))) {
      await this.takeBack(
        tx,
        kind,
        lost.filter((one) => one.kind === kind),
      )
    }
  }

  private async takeBack(tx: Tx, kind: GiftKind, lost: readonly GivenRow[]): Promise<void> {
    const ids = lost.map(({ id }) => id)
    // The rules first, as in giving: their rows are locked before the things themselves.
    await tx.execute(LOCK, [lost.map(({ giftId }) => giftId)])
    const spent = await this.givers.of(kind).takeBack(tx, ids)
    const now = isoOf(this.clock.now())
    await tx.execute(END, [ids, [...spent], now])
    const free = lost.filter(({ id }) => !spent.has(id)).map(({ giftId }) => giftId)
    if (free.length > 0) await tx.execute(FREE, [free])
  }
}

const KEEP = `
  insert into gift_lines_back (refund_id, line_id, order_id, qty, fen)
  select $1, l."lineId", $2, l.qty, l."goodsFen" from jsonb_to_recordset($3::jsonb) as l ("lineId" uuid, qty int, "goodsFen" bigint)
  on conflict do nothing`

const GIVEN = `
  select d.id, d.gift_id as "giftId", g.kind, g.threshold_fen as "thresholdFen", g.waived, d.lines
    from given_gifts d join pay_gifts g on g.id = d.gift_id
   where d.order_id = $1 and d.state = 'given' order by d.gift_id`

const LOCK = 'select 1 from pay_gifts where id = any($1::uuid[]) order by id for no key update'

const END = `
  update given_gifts set state = case when id = any($2::uuid[]) then 'spent' else 'taken_back' end, ended_at = $3
   where id = any($1::uuid[])`

/** A rule gives one order one gift, so each of these is one place that is free again. */
const FREE = 'update pay_gifts set given = given - 1 where id = any($1::uuid[])'
