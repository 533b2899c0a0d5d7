import { MAX_SECRETS_AT_ONCE } from '@jishi/contracts/inventory/inventory.terms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runAudit, violationsIn } from '../../src/audit/run-audit.js'
import { codeOf, freshKey, refusalOf, stockOf } from '../support/buying.js'
import { openCatalogDesk, productOf, sku, type CatalogDesk } from '../support/catalog-desk.js'
import { clientOf, type ShopClient } from '../support/shopper.js'

let desk: CatalogDesk
let category: string

beforeAll(async () => {
  desk = await openCatalogDesk()
  category = await desk.goods.category('会员卡')
})
afterAll(() => desk.close())

const made = async (over: Parameters<typeof productOf>[1] = {}): Promise<{ id: string; skuId: string }> => {
  const body = productOf(category, { kind: 'card_secret', title: '视频月卡', ...over })
  const { id } = await desk.api.catalog.addProduct({ body })
  const form = await desk.api.shopfront.productForm({ params: { id } })
  return { id, skuId: form.skus[0]?.id ?? '' }
}
const enter = (
  { id, skuId }: { id: string; skuId: string },
  secrets: string[],
  { dryRun = false, key = freshKey(), api = desk.api }: { dryRun?: boolean; key?: string; api?: ShopClient } = {},
) =>
  api.inventory.enterSecrets({
    params: { id },
    body: { skuId, batch: '首批', secrets, dryRun },
    idempotencyKey: key,
  })
const countsOf = async (id: string) => (await desk.api.inventory.secretCounts({ params: { id } })).items[0]
const listOf = (id: string, query = {}) => desk.api.inventory.secrets({ params: { id }, query })

describe('a batch of codes', () => {
  it('is looked at by a dry run, which tells each bad row and enters nothing', async () => {
    const card = await made()
    await enter(card, ['OLD-1'])
    const found = await enter(card, ['NEW-1', 'NEW-1', '', 'OLD-1', ' NEW-2 ', 'x'.repeat(121)], { dryRun: true })
    expect(found).toEqual({
      count: 2,
      flaws: [
        { row: 2, code: 'DUPLICATE' },
        { row: 3, code: 'EMPTY' },
        { row: 4, code: 'KNOWN' },
        { row: 6, code: 'TOO_LONG' },
      ],
    })
    expect(await countsOf(card.id)).toMatchObject({ available: 1 })
  })

  it('is entered whole or not at all, and raises the stock by as much', async () => {
    const card = await made()
    const refused = (await refusalOf(enter(card, ['A-1', 'A-2', 'A-1']))).body
    expect(refused).toMatchObject({ code: 'SECRETS_REFUSED', details: { flaws: [{ row: 3, code: 'DUPLICATE' }] } })
    expect(await countsOf(card.id)).toMatchObject({ available: 0 })
    expect(await enter(card, ['A-1', 'A-2'])).toEqual({ count: 2, flaws: [] })
    expect(await stockOf(desk.shop, card.skuId)).toEqual({ onHand: 2, reserved: 0 })
    expect(await codeOf(enter(card, ['A-2', 'A-3']))).toBe('SECRETS_REFUSED')
  })

  it('counts once per key', async () => {
    const card = await made()
    const key = freshKey()
    for (let time = 0; time < 3; time += 1) expect((await enter(card, ['K-1'], { key })).count).toBe(1)
    expect(await countsOf(card.id)).toMatchObject({ available: 1 })
  })

  it('may hold the same codes as another SKU, whose codes are others', async () => {
    const [one, two] = [await made(), await made()]
    await enter(one, ['SAME'])
    expect((await enter(two, ['SAME'])).count).toBe(1)
  })

  it('may be as large as ten thousand, and no larger', async () => {
    const card = await made()
    const many = Array.from({ length: MAX_SECRETS_AT_ONCE }, (_, n) => `BIG-${String(n).padStart(40, '0')}`)
    expect((await enter(card, many)).count).toBe(MAX_SECRETS_AT_ONCE)
    expect(await codeOf(enter(card, [...many, 'one more']))).toBe('VALIDATION_FAILED')
    expect(await codeOf(enter(card, ['x'.repeat(5 * 1024 * 1024)]))).toBe('PAYLOAD_TOO_LARGE')
  })

  it('belongs to an SKU of that product, of goods that have codes', async () => {
    const [card, other, apple] = [await made(), await made(), await made({ kind: 'physical' })]
    expect(await codeOf(enter({ id: card.id, skuId: other.skuId }, ['X']))).toBe('NOT_FOUND')
    expect(await codeOf(enter(apple, ['X']))).toBe('VALIDATION_FAILED')
    expect((await listOf(apple.id)).items).toEqual([])
    expect(await codeOf(listOf(freshKey()))).toBe('NOT_FOUND')
  })

  it('stands in clear nowhere: not in the tables, the log of what was done, or the lists', async () => {
    const card = await made({ options: [{ name: '档', values: [{ name: '月' }] }], skus: [sku(['月'])] })
    await enter(card, ['VERY-SECRET-7'])
    const kept = await desk.shop.database.rows(
      `select to_jsonb(c) as row from card_secrets c union all select to_jsonb(a) from audit_log a
       union all select to_jsonb(k) from idempotency_keys k union all select to_jsonb(o) from outbox o`,
    )
    expect(JSON.stringify([kept, await listOf(card.id), await countsOf(card.id)])).not.toContain('VERY-SECRET')
  })
})

describe('stock of codes', () => {
  it('is not adjusted by hand', async () => {
    const card = await made()
    const by = desk.api.inventory.adjust({ body: { reason: '盘点', items: [{ skuId: card.skuId, delta: 5 }] } })
    expect(await codeOf(by)).toBe('STOCK_BY_SECRETS')
  })

  it('falls when codes are struck out, those that were named or what is left of a batch', async () => {
    const card = await made()
    await enter(card, ['V-1', 'V-2', 'V-3'])
    const [first] = (await listOf(card.id)).items
    const strike = (body: { ids: string[] } | { batch: string }) =>
      desk.api.inventory.voidSecrets({
        params: { id: card.id },
        body: { skuId: card.skuId, reason: '泄露', ...body },
        idempotencyKey: freshKey(),
      })
    const { items } = await strike({ ids: [first?.id ?? ''] })
    expect(items[0]).toMatchObject({ available: 2, voided: 1, issued: 0 })
    expect(await stockOf(desk.shop, card.skuId)).toEqual({ onHand: 2, reserved: 0 })
    expect(await codeOf(strike({ ids: [first?.id ?? ''] }))).toBe('SECRETS_SPENT')
    expect((await strike({ batch: '首批' })).items[0]).toMatchObject({ available: 0, voided: 3 })
    expect(await codeOf(strike({ batch: '首批' }))).toBe('SECRETS_SPENT')
  })

  it('never falls below what buyers count on', async () => {
    const card = await made()
    await enter(card, ['R-1', 'R-2'])
    await desk.shop.database.transaction((tx) =>
      tx.execute('update stocks set reserved = 1 where sku_id = $1', [card.skuId]),
    )
    const all = desk.api.inventory.voidSecrets({
      params: { id: card.id },
      body: { skuId: card.skuId, reason: '泄露', batch: '首批' },
      idempotencyKey: freshKey(),
    })
    expect(await codeOf(all)).toBe('STOCK_TOO_LOW')
    expect(await countsOf(card.id)).toMatchObject({ available: 2, voided: 0, reserved: 1 })
    await desk.shop.database.transaction((tx) =>
      tx.execute('update stocks set reserved = 0 where sku_id = $1', [card.skuId]),
    )
  })
})

describe('one code', () => {
  it('is shown to an operator who may see it, and leaves a row that does not hold it', async () => {
    const card = await made()
    await enter(card, ['SHOW-ME'])
    const [row] = (await listOf(card.id, { state: 'available' })).items
    const secretId = row?.id ?? ''
    const reveal = (api: ShopClient) =>
      api.inventory.revealSecret({ params: { id: card.id, secretId }, idempotencyKey: freshKey() })
    expect(await reveal(desk.api)).toEqual({ text: 'SHOW-ME' })
    const rows = await desk.shop.database.rows<{ action: string; after: unknown }>(
      'select action, after from audit_log where subject_id = $1',
      [secretId],
    )
    expect(rows).toEqual([{ action: 'secret.revealed', after: null }])
    const clerk = clientOf(desk.shop, desk.actors.operator(['secret.read', 'secret.write']))
    expect(await codeOf(reveal(clerk))).toBe('FORBIDDEN')
    const another = await made()
    const elsewhere = desk.api.inventory.revealSecret({
      params: { id: another.id, secretId },
      idempotencyKey: freshKey(),
    })
    expect(await codeOf(elsewhere)).toBe('NOT_FOUND')
  })

  it('once spent, is neither changed nor deleted', async () => {
    const card = await made()
    await enter(card, ['S-1'])
    const change = (set: string) =>
      desk.shop.database.transaction((tx) => tx.execute(`${set} where sku_id = $1`, [card.skuId]))
    await desk.api.inventory.voidSecrets({
      params: { id: card.id },
      body: { skuId: card.skuId, reason: '泄露', batch: '首批' },
      idempotencyKey: freshKey(),
    })
    await expect(change(`update card_secrets set state = 'available', voided_at = null`)).rejects.toThrow()
    await expect(change('delete from card_secrets')).rejects.toThrow()
  })
})

/** Nobody works in this shop, so what was told and not heard yet is no fault of it. */
it('and every invariant holds', async () => {
  const findings = await runAudit(desk.shop.databaseUrl)
  expect(findings.filter((finding) => violationsIn([finding]) > 0)).toEqual([])
})
