import { PERMISSIONS } from '@jishi/contracts/identity/identity.terms'
import { fen } from '@jishi/kernel/money'
import { addMs, addShopDays, shopDay, startOfShopDay } from '@jishi/kernel/time'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { credit, debit, LedgerFacade } from '../../src/modules/ledger/index.js'
import { expectSoundShop, freshKey } from '../support/buying.js'
import { KnownActors } from '../support/known-actors.js'
import { clientOf, type ShopClient } from '../support/shopper.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let desk: ShopClient

beforeAll(async () => {
  shop = await startWholeShop()
  desk = clientOf(shop, new KnownActors(shop).operator(PERMISSIONS))
})
afterAll(() => shop.close())

const ACCOUNT = { account: 'clearing', owner: 'alipay_wap' } as const
/** Around midnight itself, and around the end of the hour in which the sums still end a day earlier. */
const OFFSETS = [-3_600_001, -3_600_000, -1, 0, 1, 3_599_999, 3_600_000, 3_600_001, 86_400_000]

const post = (back = false): Promise<void> => {
  const [to, from] = back ? [credit, debit] : [debit, credit]
  const legs = [to('clearing:alipay_wap', fen(7)), from('suspense', fen(7))]
  return shop.database.transaction((tx) =>
    shop.get(LedgerFacade).post(tx, { kind: 'test.midnight', reference: freshKey(), legs }),
  )
}
const balances = async (limit: number, days: object = {}): Promise<number[]> => {
  const found: number[] = []
  let cursor: string | undefined
  do {
    const page = await desk.ledger.statement({ query: { ...ACCOUNT, ...days, limit, cursor } })
    found.push(...page.items.map(({ balanceFen }) => balanceFen))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return found
}

it('a statement carries its balance over midnight, on pages of any size, summed or not', async () => {
  const midnight = startOfShopDay(addShopDays(shopDay(shop.clock.now()), 2))
  for (const offset of OFFSETS) {
    shop.clock.set(addMs(midnight, offset))
    await post()
    await post()
  }
  const newest = OFFSETS.flatMap((_, at) => [(at * 2 + 1) * 7, (at * 2 + 2) * 7]).toReversed()
  const [before, after] = [addShopDays(shopDay(midnight), -1), shopDay(midnight)]
  const looks = async (): Promise<void> => {
    for (const limit of [1, 3, 50]) {
      expect(await balances(limit)).toEqual(newest)
      expect(await balances(limit, { from: before, to: before })).toEqual(newest.slice(12))
      expect(await balances(limit, { from: after, to: after })).toEqual(newest.slice(2, 12))
    }
  }
  await looks()
  await shop.sweep('ledger.days')
  await looks()
})

it('the key of a posting carries its time, which is where a statement looks for it', async () => {
  const apart = await shop.database.rows(
    `select id from ledger_txns where abs(extract(epoch from posted_at - uuid_extract_timestamp(id))) > 1`,
  )
  const [{ count } = { count: 0 }] = await shop.database.rows<{ count: number }>(`select count(*) from ledger_txns`)
  expect([apart, count]).toEqual([[], OFFSETS.length * 2])
})

it('leaves the shop sound', async () => {
  for (const _ of OFFSETS) await Promise.all([post(true), post(true)])
  await shop.sweep()
  await expectSoundShop(shop)
})
