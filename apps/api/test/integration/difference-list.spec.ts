import type { Difference, DifferencesQuery } from '@jishi/contracts/payment/reconciliation.schema'
import { addShopDays, type ShopDay } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectSoundShop, operatorOf } from '../support/buying.js'
import { ReconDesk } from '../support/recon-desk.js'
import type { ShopClient } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let desk: ReconDesk
let operator: ShopClient
/** All there is, the newest first. */
let all: readonly Difference[]
let first: ShopDay
let second: ShopDay

/** Two days of two wallets, of which one has differences in its bill and in its flow, some of them proposed. */
beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  desk = await ReconDesk.open(shop)
  first = desk.day
  await differing()
  await desk.next()
  second = desk.day
  await differing()
  operator = await operatorOf(shop, ['finance'])
  const { items } = await operator.reconciliation.differences({ query: { limit: 50 } })
  for (const [at, { id, kind }] of items.entries())
    if (kind === 'amount' && at % 2 === 0)
      await operator.reconciliation.propose({ params: { id }, body: { action: 'write_off', reason: '差额已核实' } })
  all = (await operator.reconciliation.differences({ query: { limit: 50 } })).items
})
afterAll(() => shop.close())

async function differing(): Promise<void> {
  const [one, two, three] = [await desk.pay(), await desk.pay(), await desk.pay()]
  const other = await desk.pay('alipay_wap')
  await desk.plant(
    { kind: 'amount', number: one.attemptNo, fen: -100 },
    { kind: 'amount', number: two.attemptNo, fen: 5 },
    { kind: 'fee', number: three.attemptNo, fen: 40 },
    { kind: 'flow_amount', number: three.attemptNo, fen: -7 },
    { wallet: 'alipay', kind: 'amount', number: other.attemptNo, fen: 9 },
  )
  await desk.morning()
}

const paged = async (query: Partial<DifferencesQuery>): Promise<string[]> => {
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const page = await operator.reconciliation.differences({ query: { ...query, cursor } })
    ids.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return ids
}
type Asked = Partial<Pick<Difference, 'wallet' | 'kind' | 'state' | 'dayId'>> & { from?: ShopDay; to?: ShopDay }
const fits =
  ({ from, to, dayId, ...same }: Asked) =>
  (one: Difference): boolean =>
    (from === undefined || one.day >= from) &&
    (to === undefined || one.day <= to) &&
    (dayId === undefined || sameDay(one, dayId)) &&
    Object.entries(same).every(([key, value]) => one[key as keyof typeof same] === value)
/** A day is its bill and its flow. */
const sameDay = ({ wallet, merchantId, day }: Difference, dayId: string): boolean =>
  all.some((of) => of.dayId === dayId && of.wallet === wallet && of.merchantId === merchantId && of.day === day)

describe('differences by what is asked of them', () => {
  it('are there in both wallets, on both days, and in more than one state', () => {
    expect(all).toHaveLength(10)
    expect(new Set(all.map(({ dayId }) => dayId)).size).toBe(6)
    expect(new Set(all.map(({ state }) => state))).toEqual(new Set(['open', 'proposed']))
  })

  it.each<[string, () => Asked, number]>([
    ['a wallet', () => ({ wallet: 'wechat' }), 8],
    ['another wallet', () => ({ wallet: 'alipay' }), 2],
    ['a wallet that has none', () => ({ wallet: 'unionpay' }), 0],
    ['the first day', () => ({ to: first }), 5],
    ['the second day', () => ({ from: second }), 5],
    ['both days', () => ({ from: first, to: second }), 10],
    ['days before', () => ({ to: addShopDays(first, -1) }), 0],
    ['a bill, and its flow', () => ({ dayId: dayOf('amount') }), 4],
    ['a flow, and its bill', () => ({ dayId: dayOf('flow_amount') }), 4],
    ['a wallet and a kind', () => ({ wallet: 'wechat', kind: 'amount' }), 4],
    ['a wallet and a kind that is rare', () => ({ wallet: 'wechat', kind: 'flow_amount' }), 2],
    ['a day, a kind and a wallet', () => ({ from: second, wallet: 'wechat', kind: 'fee' }), 1],
    ['a wallet without the kind', () => ({ wallet: 'alipay', kind: 'fee' }), 0],
  ])('of %s are the same on pages of any size', async (_title, asked, count) => {
    const expected = all.filter(fits(asked())).map(({ id }) => id)
    expect(expected).toHaveLength(count)
    for (const limit of [1, 2, 3, 50]) expect([limit, await paged({ ...asked(), limit })]).toEqual([limit, expected])
  })

  it.each(['open', 'proposed'] as const)('that are %s, of a wallet, a day or a kind', async (state) => {
    for (const asked of [{ wallet: 'wechat' as const }, { from: second }, { to: first, kind: 'amount' as const }]) {
      const expected = all.filter(fits({ ...asked, state })).map(({ id }) => id)
      for (const limit of [1, 2, 50]) expect(await paged({ ...asked, state, limit })).toEqual(expected)
    }
  })
})

it('leaves the shop sound', async () => {
  await shop.sweep()
  await expectSoundShop(shop)
})

const dayOf = (kind: string): string =>
  all.find((one) => one.wallet === 'wechat' && one.day === first && one.kind === kind)?.dayId ?? ''
