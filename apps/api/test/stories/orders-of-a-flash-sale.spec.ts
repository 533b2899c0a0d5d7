import { idOf, newId } from '@jishi/kernel/id'
import { addHours, addMs, isoOf, minuteMs, secondMs } from '@jishi/kernel/time'
import { InventoryFacade } from '../../src/modules/inventory/index.js'
import { EARNS_ALL, STACKS_NOTHING } from '../../src/modules/order/index.js'
import { TurnActivity } from '../../src/modules/seckill/desk/turn-activity.js'
import { ReleaseTakes } from '../../src/modules/seckill/engine/release-takes.js'
import { SeckillFacade } from '../../src/modules/seckill/index.js'
import { MadeGoods } from '../support/made-goods.js'
import { orderKindContract, type KindAdapter } from '../support/order-kind-contract.js'
import { passTime } from '../support/payment-facts.js'
import { Refused, type Shopper } from '../support/shopper.js'
import type { WholeShop } from '../support/whole-shop.js'

const NAME = '整点秒杀'
const MOST = 2
const BEGINS_MS = 2 * secondMs
const SEEDER = { kind: 'system', name: 'test' } as const

interface Session {
  readonly activityId: string
  readonly stockId: string
  readonly itemId: string
}

const sell = async (shop: WholeShop, skuId: string, total: number, priceFen: number): Promise<Session> => {
  const seckill = shop.get(SeckillFacade)
  const startsAt = addMs(shop.clock.now(), BEGINS_MS)
  const activityId = await shop.database.transaction(async (tx) => {
    const id = await seckill.create(tx, SEEDER, {
      ...{ name: NAME, warmUpAt: isoOf(startsAt), startsAt: isoOf(startsAt), endsAt: isoOf(addHours(startsAt, 6)) },
      ...{ payWithinMinutes: 15, proofBits: 0, items: [{ skuId, priceFen, total, perMember: total }] },
    })
    return seckill.arm(tx, SEEDER, id)
  })
  await passTime(shop, BEGINS_MS + 1)
  return shop.database.one<Session>(
    `select a.id as "activityId", a.stock_id as "stockId", i.id as "itemId" from activities a join activity_skus i on i.activity_id = a.id
      where a.id = $1`,
    [activityId],
  )
}

/** As many as one may have, or as are left. */
const take = async (shop: WholeShop, { itemId }: Session, { memberId }: Shopper): Promise<string> => {
  for (let qty = MOST; qty > 0; qty -= 1) {
    const ask = { itemId, memberId, qty, takeId: newId(shop.clock), request: newId(shop.clock), again: false }
    const decision = await shop.get(SeckillFacade).take({ ...ask, holdMs: 15 * minuteMs })
    if (decision.state === 'won') return decision.take.id
  }
  throw new Refused(409, { code: 'SECKILL_SOLD_OUT', message: '', requestId: '' })
}

const seckill: KindAdapter = {
  ...{ name: 'a flash sale', code: 'seckill', stack: STACKS_NOTHING, limit: MOST, ends: true, title: `秒杀 · ${NAME}` },
  earns: { ...EARNS_ALL, gifts: false, commission: false },
  open: async (shop, { units, priceFen, listFen }) => {
    const { skus } = await new MadeGoods(shop).product({ stock: units, pricesFen: [listFen] })
    const skuId = skus[0]?.skuId ?? ''
    const session = await sell(shop, skuId, units, priceFen)
    return {
      ...{ skuId, activityId: session.activityId },
      claim: async (who) => ({ code: 'seckill', ref: await take(shop, session, who) }),
      left: async () => {
        const left = await shop.get(InventoryFacade).leftOfActivity(shop.database, session.stockId, [skuId])
        return left.get(skuId) ?? 0
      },
      // What is held without an order is no order's: its hold ends by itself.
      vector: () =>
        shop.database.one(
          `select coalesce(sum(qty) filter (where state = 'ordered'), 0) as ordered, coalesce(sum(qty) filter (where state = 'sold'), 0) as sold
             from seckill_takes where item_id = $1`,
          [session.itemId],
        ),
      // Over for good when the last hold is: by then nobody has anything but an order.
      end: async () => {
        const { activityId, itemId } = session
        const held = await shop.database.rows<{ id: string }>(
          `select id from seckill_takes where item_id = $1 and state = 'won'`,
          [itemId],
        )
        await shop.database.transaction(async (tx) => {
          await shop.get(TurnActivity).stop(tx, SEEDER, idOf(activityId))
          for (const { id } of held) await shop.get(ReleaseTakes).givenUp(tx, itemId, id)
        })
        await shop.sweep('seckill.turn')
      },
    }
  },
}

orderKindContract(seckill)
