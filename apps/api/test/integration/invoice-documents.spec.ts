import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FILE_STORE, type FileStore } from '../../src/infra/storage/file-store.js'
import { clientOf, shopperOf, type ShopClient, type Shopper } from '../support/shopper.js'
import { codeOf, expectSoundShop, freshKey, operatorHeadersOf } from '../support/buying.js'
import { askFor, issue, newNumber, PDF, PERSON, receivedOrder, sendDocument } from '../support/invoice-desk.js'
import { MadeGoods } from '../support/made-goods.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let operator: ShopClient
let cookies: Record<string, string>
let ann: Shopper
let ben: Shopper
let id: string
let linked: string

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  cookies = await operatorHeadersOf(shop)
  operator = clientOf(shop, cookies)
  ann = await shopperOf(shop, '13800095001', '安小姐')
  ben = await shopperOf(shop, '13800095002', '贝先生')
  const skuId = (await new MadeGoods(shop).product({ stock: 10 })).skus[0]?.skuId ?? ''
  const orderId = await receivedOrder(shop, operator, ann, skuId)
  id = (await askFor(ann, orderId, { holder: PERSON, email: 'secret@example.com' })).id
  linked = (await askFor(ann, await receivedOrder(shop, operator, ann, skuId), { holder: PERSON })).id
})
afterAll(async () => {
  await expectSoundShop(shop)
  await shop.close()
})

/** What operators saw of it, by the rows they left. */
const shown = async (invoiceId: string): Promise<string[]> => {
  const rows = await shop.database.rows<{ action: string }>(
    `select action from audit_log where subject_id = $1 and action like '%revealed' order by action`,
    [invoiceId],
  )
  return rows.map(({ action }) => action)
}
const on = () => ({ params: { id } })
const asked = (who: Shopper) =>
  shop.app.inject({ method: 'GET', url: `/api/shop/invoices/${id}/document`, headers: who.headers })

describe('the document of an invoice', () => {
  it('is taken once somebody is at the tax bureau, by what is in it', async () => {
    expect((await sendDocument(shop, cookies, id)).json()).toMatchObject({ code: 'INVOICE_ACTION_NOT_ALLOWED' })
    await operator.invoiceDesk.take(on())
    const page = Buffer.from('<html><script>alert(1)</script></html>')
    expect((await sendDocument(shop, cookies, id, page)).json()).toMatchObject({ code: 'INVOICE_DOCUMENT_REFUSED' })
    expect((await sendDocument(shop, cookies, id, PDF, 'application/ofd')).statusCode).toBe(422)
    expect((await sendDocument(shop, cookies, id, PDF, 'text/html')).statusCode).toBe(415)
    const large = Buffer.concat([PDF, Buffer.alloc(2 * 1024 * 1024)])
    expect((await sendDocument(shop, cookies, id, large)).statusCode).toBe(413)
    const answer = await sendDocument(shop, cookies, id)
    expect(answer.json()).toMatchObject({ state: 'issuing', documentType: 'pdf', document: null })
  })

  it('is given to its owner once it is issued, and to nobody else', async () => {
    expect((await asked(ann)).statusCode).toBe(404)
    await issue(shop, operator, id, newNumber(), null)
    const given = await asked(ann)
    expect(given.headers['content-type']).toContain('application/pdf')
    expect(given.rawPayload.equals(PDF)).toBe(true)
    expect((await asked(ben)).statusCode).toBe(404)
  })

  it('leaves a row when an operator looks at it, or at whose it is', async () => {
    await operator.invoiceDesk.reveal(on())
    // The same call again hands it out again, which is another look.
    for (const looks of [1, 2]) {
      const copy = await shop.app.inject({
        method: 'POST',
        url: `/api/admin/invoices/${id}/document-copy`,
        headers: { ...cookies, 'idempotency-key': `document-copy-${id}` },
      })
      expect(copy.rawPayload.equals(PDF)).toBe(true)
      const copied = Array.from({ length: looks }, () => 'invoice.document_revealed')
      expect(await shown(id)).toEqual(['invoice.buyer_revealed', ...copied])
    }
    const service = clientOf(shop, await operatorHeadersOf(shop, ['service']))
    expect(await codeOf(service.invoiceDesk.reveal(on()))).toBe('FORBIDDEN')
    expect(await service.invoiceDesk.detail(on())).toMatchObject({
      titleMasked: '林**',
      emailMasked: 's***@example.com',
    })
  })

  it('at an address of the tax bureau is its owner’s too: operators see that there is one, and it itself on record', async () => {
    const [link, params] = ['https://dppt.example.cn/v/secret-9', { id: linked }]
    await operator.invoiceDesk.take({ params })
    const issued = await issue(shop, operator, linked, newNumber(), link)
    const { items } = await operator.invoiceDesk.list({ query: { number: issued.blue?.number ?? '' } })
    for (const seen of [issued, items[0]])
      expect(seen).toMatchObject({ id: linked, linked: true, document: { type: null, link: null } })
    expect((await ann.api.invoice.one({ params })).document).toEqual({ type: null, link })
    const row = await shop.database.one('select * from invoices where id = $1', [linked])
    expect(JSON.stringify(row)).not.toContain('secret-9')
    expect(await shown(linked)).toEqual([])
    expect(await operator.invoiceDesk.reveal({ params })).toMatchObject({ link, holder: PERSON })
    expect(await shown(linked)).toEqual(['invoice.buyer_revealed'])
  })

  it('in a table of all is carried away as often as rows say, also under one key', async () => {
    const key = freshKey()
    const taken = (body: object) =>
      shop.app.inject({
        method: 'POST',
        url: '/api/admin/invoices/export',
        headers: { ...cookies, 'content-type': 'application/json', 'idempotency-key': key },
        payload: JSON.stringify(body),
      })
    const [first, again] = [await taken({ state: 'issued' }), await taken({ state: 'issued' })]
    expect([first.statusCode, again.statusCode, again.body]).toEqual([200, 200, first.body])
    expect((await taken({})).statusCode).toBe(422)
    const rows = await shop.database.rows<{ after: unknown }>(
      `select after from audit_log where action = 'invoice.exported' and subject_id =
         (select subject_id from audit_log where action = 'invoice.exported' order by seq desc limit 1)`,
    )
    expect(rows).toEqual([{ after: { state: 'issued' } }, { after: { state: 'issued' } }])
  })

  it('tells of nobody where it lies, in the table as in the store', async () => {
    const row = await shop.database.one<{ document_key: string }>('select * from invoices where id = $1', [id])
    expect(JSON.stringify(row)).not.toMatch(/林小满|secret@example/)
    const file = await shop.app.get<FileStore>(FILE_STORE).get(`invoices/${row.document_key}`)
    expect(file?.bytes).toBeGreaterThan(0)
    expect(file === undefined ? '%PDF' : await text(file.stream)).not.toContain('%PDF')
  })
})
