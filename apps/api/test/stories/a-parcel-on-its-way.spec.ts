import { createHash } from 'node:crypto'
import type { ParcelView } from '@jishi/contracts/order/tracking.schema'
import { addMs, hourMs, isoOf, minuteMs } from '@jishi/kernel/time'
import { parallel } from '@jishi/testing/race'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Pii } from '../../src/infra/crypto/pii.js'
import { ApplyNews } from '../../src/modules/order/tracking/apply-news.js'
import { codeOf, expectSoundShop, operatorOf, orderOf, pay, placeNow } from '../support/buying.js'
import { MadeGoods } from '../support/made-goods.js'
import { shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let ann: Shopper
let operator: ShopClient
let skuId: string
let parcels = 0
let people = 6_100

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  skuId = (await new MadeGoods(shop).product({ stock: 200 })).skus[0]?.skuId ?? ''
})
beforeEach(async () => {
  // Sessions are short and the clock here runs fast.
  ann = await shopperOf(shop, `1380000${String((people += 1)).padStart(4, '0')}`)
  operator = await operatorOf(shop)
})
afterEach(async () => {
  // What a test left undelivered would be waited for by the next.
  await shop.simulator.reset()
})
afterAll(async () => {
  await expectSoundShop(shop)
  await shop.close()
})

interface Sent {
  readonly orderId: string
  readonly trackingNo: string
}

const sent = async (carrierCode = 'ZTO'): Promise<Sent> => {
  await shop.simulator.setClock(shop.clock.now())
  const { id } = await placeNow(ann, [{ skuId, qty: 1 }])
  await pay(shop, ann, id)
  const trackingNo = `TRACK0000${(parcels += 1)}`
  await operator.order.ship({ params: { id }, body: { carrierCode, trackingNo } })
  await shop.settle()
  return { orderId: id, trackingNo }
}
const parcelOf = async ({ orderId }: Sent, who = ann): Promise<ParcelView> => {
  const [parcel] = (await who.api.tracking.parcels({ params: { id: orderId } })).items
  if (parcel === undefined) throw new Error('the order has no parcel')
  return parcel
}
/** Time passes for shop and carrier alike, and the carrier's callbacks arrive. */
const move = async (parcel: Sent, step?: 'sign' | 'problem' | 'return' | 'returned', ms = 2 * minuteMs) => {
  shop.clock.set(addMs(shop.clock.now(), ms))
  await shop.simulator.setClock(shop.clock.now())
  await shop.simulator.moveParcel(parcel.trackingNo, step === undefined ? {} : { step })
}
const arrived = async (parcel: Sent, step?: 'sign' | 'problem' | 'return' | 'returned'): Promise<void> => {
  await move(parcel, step)
  await shop.simulator.settled()
}

describe('a parcel on its way', () => {
  it('is watched when it leaves, and seen step by step until it is signed for, once', async () => {
    const parcel = await sent()
    expect(await shop.simulator.watchedParcels()).toContain(parcel.trackingNo)
    expect(await parcelOf(parcel)).toMatchObject({ state: 'awaiting', news: [], problem: null, carrierPhone: '95311' })
    await arrived(parcel)
    expect(await parcelOf(parcel)).toMatchObject({ state: 'collected', news: [{ state: 'collected' }] })
    await arrived(parcel)
    await arrived(parcel)
    const delivering = await parcelOf(parcel)
    expect(delivering).toMatchObject({ state: 'delivering', courierPhone: '13900000000', signedAt: null })
    expect(delivering.news.map(({ state }) => state)).toEqual(['delivering', 'in_transit', 'collected'])

    await arrived(parcel)
    const signed = await parcelOf(parcel)
    expect(signed).toMatchObject({ state: 'signed', courierPhone: null, signedAt: signed.news[0]?.at })
    await arrived(parcel, 'sign').catch(() => undefined)
    expect((await parcelOf(parcel)).signedAt).toBe(signed.signedAt)
    const told = await shop.database.rows(
      `select 1 as one from outbox where name = 'order.parcel-signed' and payload ->> 'orderId' = $1`,
      [parcel.orderId],
    )
    expect(told).toHaveLength(1)
  })

  it('is nobody else’s, and what the courier wrote is kept sealed', async () => {
    const parcel = await sent()
    await arrived(parcel)
    const ben = await shopperOf(shop, '13800009102')
    expect(await codeOf(parcelOf(parcel, ben))).toBe('NOT_FOUND')
    const row = await shop.database.one<{ row: string }>(
      `select t::text as row from parcel_trackings t where order_id = $1`,
      [parcel.orderId],
    )
    expect(row.row).not.toContain('快递员')
  })

  it('with trouble is told to the buyer and to the shop, until it goes on', async () => {
    const parcel = await sent('SF')
    const listed = async (): Promise<string[]> =>
      (await operator.tracking.problemParcels({ query: {} })).items.map(({ trackingNo }) => trackingNo)
    await arrived(parcel)
    expect(await listed()).not.toContain(parcel.trackingNo)
    await arrived(parcel, 'problem')
    expect(await parcelOf(parcel)).toMatchObject({ state: 'problem', problem: 'problem' })
    const { items } = await operator.tracking.problemParcels({ query: {} })
    expect(items.find(({ trackingNo }) => trackingNo === parcel.trackingNo)).toMatchObject({
      ...{ problem: 'problem', orderId: parcel.orderId, newest: { state: 'problem' } },
    })
    expect((await operator.insight.workbench()).todos.problemParcels).toBe(items.length)
    await arrived(parcel)
    expect(await listed()).not.toContain(parcel.trackingNo)
  })

  it('that nobody heard of for three days is stuck, until it is heard of', async () => {
    const parcel = await sent()
    await arrived(parcel)
    const later = addMs(shop.clock.now(), 72 * hourMs)
    shop.clock.set(addMs(later, -minuteMs))
    const waits = async (): Promise<boolean> => {
      const desk = await operatorOf(shop)
      const { items } = await desk.tracking.problemParcels({ query: {} })
      return items.some(({ trackingNo, problem }) => trackingNo === parcel.trackingNo && problem === 'stuck')
    }
    expect(await waits()).toBe(false)
    shop.clock.set(later)
    expect(await waits()).toBe(true)
    await arrived(parcel)
    expect(await waits()).toBe(false)
  })

  it('that is followed since before it left is silent since it is followed, for the page as for the list', async () => {
    const parcel = await sent()
    const followed = addMs(shop.clock.now(), -72 * hourMs)
    // A shop that was taken over from elsewhere, as the demo is, may have written the one before the other.
    await shop.database.execute(`update parcel_trackings set created_at = $1 where order_id = $2`, [
      isoOf(followed),
      parcel.orderId,
    ])
    const { items } = await operator.tracking.problemParcels({ query: {} })
    expect(items.find(({ trackingNo }) => trackingNo === parcel.trackingNo)).toMatchObject({
      ...{ problem: 'stuck', since: isoOf(followed), newest: null },
    })
    await arrived(parcel)
  })
})

describe('parcels and numbers', () => {
  it('each parcel is followed from its own leaving on, while the rest of the order waits', async () => {
    await shop.simulator.setClock(shop.clock.now())
    const { id } = await placeNow(ann, [{ skuId, qty: 2 }])
    await pay(shop, ann, id)
    const lineId = (await orderOf(ann, id)).lines[0]?.id ?? ''
    const numbers = [`TRACK0000${(parcels += 1)}`, `TRACK0000${(parcels += 1)}`]
    for (const [n, trackingNo] of numbers.entries()) {
      const body = { carrierCode: 'ZTO', trackingNo, pieces: [{ lineId, qty: 1 }] }
      expect((await operator.order.ship({ params: { id }, body })).state).toBe(['paid', 'shipped'][n])
      await shop.settle()
      expect(await shop.simulator.watchedParcels()).toContain(trackingNo)
      await arrived({ orderId: id, trackingNo })
    }
    const { items } = await ann.api.tracking.parcels({ params: { id } })
    expect(items.map(({ trackingNo, news }) => [trackingNo, news.length])).toEqual(numbers.map((no) => [no, 1]))
  })

  it('a number that is put right is followed anew, and nothing of the wrong one is kept or believed', async () => {
    const wrong = await sent()
    await arrived(wrong, 'sign')
    const { id } = await parcelOf(wrong)
    const late = (await shop.simulator.notices(wrong.trackingNo)).at(-1)?.id ?? ''
    const right: Sent = { ...wrong, trackingNo: `TRACK0000${(parcels += 1)}` }
    await operator.fulfilment.correctShipment({
      params: { id },
      body: { carrierCode: 'YTO', trackingNo: right.trackingNo },
    })
    await shop.settle()

    const anew = { state: 'awaiting', news: [], signedAt: null, carrierPhone: '95554', trackingNo: right.trackingNo }
    expect(await parcelOf(right)).toMatchObject(anew)
    expect(await shop.simulator.watchedParcels()).toContain(right.trackingNo)
    await shop.simulator.resend(late).catch(() => undefined)
    const answers = (await shop.simulator.notices(wrong.trackingNo)).flatMap(({ attempts }) => attempts)
    expect(answers.at(-1)?.httpStatus).toBe(401)
    const asked = { shipmentId: id, company: 'zhongtong', trackingNo: wrong.trackingNo }
    const heard = { at: shop.clock.now(), state: 'signed' as const, text: '已签收', place: null }
    const believed = await shop.database.transaction((tx) => shop.get(ApplyNews).run(tx, asked, [heard]))
    expect(believed).toBe(false)
    expect(await parcelOf(right)).toMatchObject(anew)
    await arrived(right)
    expect(await parcelOf(right)).toMatchObject({ state: 'collected', news: [{ state: 'collected' }] })
  })
})

describe('when the carrier is unwell', () => {
  it.each(['lose', 'error_5xx', 'error_5xx_after_apply', 'timeout_after_apply'])(
    'a subscription that meets %s is asked for again, and nothing is lost',
    async (kind) => {
      await shop.simulator.setFaults({
        channel: 'carrier',
        operation: 'subscribe',
        kind,
        times: 2,
        value: kind === 'timeout_after_apply' ? 6_000 : null,
      })
      const parcel = await sent()
      await shop.simulator.setFaults()
      shop.clock.set(addMs(shop.clock.now(), 6 * minuteMs))
      await shop.sweep('order.track-parcels')
      expect(await shop.simulator.watchedParcels()).toContain(parcel.trackingNo)
      await arrived(parcel)
      expect(await parcelOf(parcel)).toMatchObject({ state: 'collected' })
    },
    20_000,
  )

  it('a number it will not take is told, and not asked for for ever', async () => {
    await shop.simulator.setFaults()
    const parcel = await sent()
    await shop.database.execute(`update parcel_trackings set watch = 'refused', next_at = null where order_id = $1`, [
      parcel.orderId,
    ])
    expect(await parcelOf(parcel)).toMatchObject({ state: 'awaiting', problem: 'unknown' })
  })

  it('callbacks that are lost are made up for by asking', async () => {
    const parcel = await sent()
    await shop.simulator.setFaults({ channel: 'carrier', operation: 'notify', kind: 'lose', times: 50 })
    await move(parcel)
    await move(parcel)
    expect(await parcelOf(parcel)).toMatchObject({ state: 'awaiting' })
    shop.clock.set(addMs(shop.clock.now(), 5 * hourMs))
    await shop.sweep('order.track-parcels')
    const desk = await operatorOf(shop)
    const { items } = await desk.tracking.adminParcels({ params: { id: parcel.orderId } })
    expect(items[0]?.news).toHaveLength(2)
  })

  it.each(['forge', 'unsigned', 'bad_signature'])(
    'a callback that is %s is refused and changes nothing',
    async (kind) => {
      const parcel = await sent()
      await shop.simulator.setFaults({ channel: 'carrier', operation: 'notify', kind, times: 1 })
      await move(parcel)
      await expect
        .poll(async () => (await shop.simulator.notices(parcel.trackingNo))[0]?.attempts[0]?.httpStatus)
        .toBe(401)
      expect(await parcelOf(parcel)).toMatchObject({ state: 'awaiting', news: [] })
      await shop.simulator.resend((await shop.simulator.notices(parcel.trackingNo))[0]?.id ?? '')
      expect(await parcelOf(parcel)).toMatchObject({ state: 'collected' })
    },
  )

  it('callbacks doubled, at once and in the wrong order end in the newest history', async () => {
    const parcel = await sent()
    await arrived(parcel)
    await arrived(parcel)
    await arrived(parcel)
    const notices = await shop.simulator.notices(parcel.trackingNo)
    const { rejected } = await parallel(9, (n) => shop.simulator.resend(notices[n % notices.length]?.id ?? ''))
    expect(rejected).toEqual([])
    expect((await parcelOf(parcel)).news.map(({ state }) => state)).toEqual(['delivering', 'in_transit', 'collected'])
  })

  it('a genuine callback of one parcel says nothing of another, nor does its salt', async () => {
    const [mine, other] = [await sent(), await sent()]
    const idOf = async (sentParcel: Sent): Promise<string> => (await parcelOf(sentParcel)).id
    const post = async (id: string, saltOf: string, nu: string): Promise<number> => {
      const made = `${saltOf}/zhongtong/${mine.trackingNo}`
      const salt = shop.get(Pii).blindIndex('kuaidi100-salt', made).toString('hex').slice(0, 32)
      const data = [{ ftime: '2026-01-01 10:00:00', context: '已签收', statusCode: '3' }]
      const param = JSON.stringify({ status: 'shutdown', lastResult: { nu, state: '3', data } })
      const sign = createHash('md5').update(`${param}${salt}`).digest('hex').toUpperCase()
      const answer = await fetch(`${shop.url}/api/notify/kuaidi100/parcels/${id}`, {
        method: 'POST',
        body: new URLSearchParams({ param, sign }),
      })
      return answer.status
    }
    const [mineId, otherId] = [await idOf(mine), await idOf(other)]
    expect(await post(mineId, otherId, mine.trackingNo)).toBe(401)
    expect(await post(mineId, mineId, other.trackingNo)).toBe(401)
    expect((await parcelOf(mine)).state).toBe('awaiting')
    expect(await post(mineId, mineId, mine.trackingNo)).toBe(200)
    const signed = await parcelOf(mine)
    // The carrier says it was signed before it left: the shop's own word on that stands.
    expect(signed).toMatchObject({ state: 'signed', signedAt: signed.shippedAt })
    expect(isoOf(shop.clock.now()) >= signed.shippedAt).toBe(true)
  })
})
