import type { PriceRow } from '@jishi/contracts/catalog/price-lists.schema'
import { PERMISSIONS } from '@jishi/contracts/identity/identity.terms'
import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { codeOf, refusalOf } from '../support/buying.js'
import { bodyOf, openCatalogDesk, type CatalogDesk } from '../support/catalog-desk.js'
import { clientOf, Refused, type ShopClient } from '../support/shopper.js'

const FLOOR = 2_000
let desk: CatalogDesk
let colleague: ShopClient
let id: string
let skuId: string

beforeAll(async () => {
  desk = await openCatalogDesk()
  colleague = clientOf(desk.shop, desk.actors.operator(PERMISSIONS.filter((name) => name !== 'ledger.read')))
})
afterAll(() => desk.close())
beforeEach(async () => {
  const made = await desk.goods.product({ pricesFen: [2_990] })
  id = made.spuId
  skuId = made.skus[0]?.skuId ?? ''
  await desk.shop.database.execute('update skus set floor_fen = $2 where id = $1', [skuId, FLOOR])
})

const row = (priceFen: number, over: Partial<PriceRow> = {}): PriceRow => ({
  ...{ skuId, list: 'base', minQty: 1, priceFen, from: null, until: null },
  ...over,
})
const CHEAP = { list: 'channel:h5' }
const read = (who = desk.api) => who.priceLists.priceLists({ params: { id } })
const bodyWith = async (...rows: PriceRow[]) => ({ version: (await read()).version, rows: [row(2_990), ...rows] })
const propose = async (...rows: PriceRow[]) => {
  const lists = await desk.api.priceLists.proposePrices({ params: { id }, body: await bodyWith(...rows) })
  return lists.proposal?.id ?? expect.unreachable('it waits')
}
const on = (proposalId: string) => ({ params: { id }, body: { proposalId } })
const pricesOf = async () => (await read()).rows.map(({ list, priceFen }) => [list, priceFen])
const actions = () =>
  desk.shop.database
    .rows<{ action: string }>(`select action from audit_log where subject_id = $1 order by seq`, [id])
    .then((rows) => rows.map(({ action }) => action))

describe('a list price below the floor', () => {
  it('is refused with the way to a second person, holds nothing while it waits, and is in force once agreed to', async () => {
    const refusal = await refusalOf(
      desk.api.priceLists.savePriceLists({ params: { id }, body: await bodyWith(row(1_500, CHEAP)) }),
    )
    expect(refusal.body).toMatchObject({
      code: 'PRICE_BELOW_FLOOR',
      details: { items: [{ row: 1, floorFen: FLOOR, proposable: true }] },
    })
    const proposalId = await propose(row(1_500, CHEAP))
    expect(await pricesOf()).toEqual([['base', 2_990]])
    expect((await read()).proposal).toMatchObject({ id: proposalId, yours: true, stale: false })
    expect((await read(colleague)).proposal).toMatchObject({ id: proposalId, yours: false, rows: { length: 2 } })
    expect(await codeOf(desk.api.priceLists.approvePrices(on(proposalId)))).toBe('PRICE_PROPOSAL_BY_ANOTHER')
    expect(await codeOf(desk.api.priceLists.refusePrices(on(proposalId)))).toBe('PRICE_PROPOSAL_BY_ANOTHER')
    const agreed = await colleague.priceLists.approvePrices(on(proposalId))
    expect(agreed.proposal).toBeNull()
    expect(await pricesOf()).toEqual([
      ['base', 2_990],
      ['channel:h5', 1_500],
    ])
    const guest = clientOf(desk.shop, { 'x-jishi-channel': 'h5' })
    expect((await guest.shopfront.product({ params: { id } })).price.fromFen).toBe(1_500)
    expect(await actions()).toEqual(['product.prices_proposed', 'product.prices_changed', 'product.prices_agreed'])
    // What was agreed to stays when the rest is saved again; lower still asks again.
    const kept = await bodyWith(row(1_500, CHEAP), row(2_500, { minQty: 2 }))
    await desk.api.priceLists.savePriceLists({ params: { id }, body: kept })
    const lower = await bodyWith(row(1_499, CHEAP))
    expect(await codeOf(desk.api.priceLists.savePriceLists({ params: { id }, body: lower }))).toBe('PRICE_BELOW_FLOOR')
  })

  it('is never what everybody pays for one piece, and nothing waits that could be saved', async () => {
    const cheap = { ...(await bodyWith()), rows: [row(1_500)] }
    const refusal = await refusalOf(desk.api.priceLists.proposePrices({ params: { id }, body: cheap }))
    expect(refusal.body).toMatchObject({
      code: 'PRICE_BELOW_FLOOR',
      details: { items: [{ row: 0, proposable: false }] },
    })
    const fine = await bodyWith(row(2_500, CHEAP))
    expect(await codeOf(desk.api.priceLists.proposePrices({ params: { id }, body: fine }))).toBe('VALIDATION_FAILED')
  })

  it('waits once a product, and is refused by others or taken back by its maker', async () => {
    const first = await propose(row(1_500, CHEAP))
    expect(await codeOf(propose(row(1_400, CHEAP)))).toBe('PRICE_PROPOSAL_WAITS')
    expect(await codeOf(colleague.priceLists.withdrawPrices(on(first)))).toBe('PRICE_PROPOSAL_ACTION_NOT_ALLOWED')
    await colleague.priceLists.refusePrices(on(first))
    expect(await codeOf(colleague.priceLists.approvePrices(on(first)))).toBe('PRICE_PROPOSAL_ACTION_NOT_ALLOWED')
    const second = await propose(row(1_400, { minQty: 5 }))
    await desk.api.priceLists.withdrawPrices(on(second))
    expect((await read()).proposal).toBeNull()
    expect(await pricesOf()).toEqual([['base', 2_990]])
    const writer = clientOf(desk.shop, desk.actors.operator(['product.read', 'product.write']))
    expect(await codeOf(writer.priceLists.approvePrices(on(second)))).toBe('FORBIDDEN')
  })

  it('is not agreed to once the product changed: whoever agrees has seen what will hold', async () => {
    const proposalId = await propose(row(1_500, CHEAP))
    const form = await desk.api.shopfront.productForm({ params: { id } })
    await desk.api.catalog.editProduct({
      params: { id },
      body: { ...bodyOf(form), pictureIds: [desk.pictureId], subtitle: '改过了' },
    })
    expect((await read(colleague)).proposal).toMatchObject({ stale: true })
    expect(await codeOf(colleague.priceLists.approvePrices(on(proposalId)))).toBe('VERSION_CONFLICT')
    expect(await pricesOf()).toEqual([['base', 2_990]])
  })

  it('is proposed by one of many at once, and decided by one of many at once', async () => {
    const made = await parallel(5, () => propose(row(1_500, CHEAP)))
    expect(made.fulfilled).toHaveLength(1)
    const [proposalId = ''] = made.fulfilled
    const acts = ['approvePrices', 'refusePrices'] as const
    const decided = await parallel(6, (n) => colleague.priceLists[acts[n % 2] ?? 'approvePrices'](on(proposalId)))
    expect(decided.fulfilled).toHaveLength(1)
    const codes = decided.rejected.map((error) => (error instanceof Refused ? error.body.code : String(error)))
    expect(new Set(codes)).toEqual(new Set(['PRICE_PROPOSAL_ACTION_NOT_ALLOWED']))
    const { state } = await desk.shop.database.one<{ state: string }>(
      'select state from price_proposals where id = $1',
      [proposalId],
    )
    expect((await pricesOf()).length).toBe(state === 'agreed' ? 2 : 1)
  })
})
