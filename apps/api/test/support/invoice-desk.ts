import type { AfterSaleView } from '@jishi/contracts/order/after-sale.schema'
import type {
  AdminInvoiceDetail,
  AskInvoiceBody,
  OwnInvoice,
  TitleHolder,
} from '@jishi/contracts/invoice/invoice.schema'
import { shopDay } from '@jishi/kernel/time'
import { expect } from 'vitest'
import { pay, placeNow } from './buying.js'
import { clientOf, type ShopClient, type Shopper } from './shopper.js'
import type { TestApp } from './test-app.js'
import type { WholeShop } from './whole-shop.js'

export const COMPANY: TitleHolder = { kind: 'company', title: '小满食品有限公司', taxNo: '91110108551385082Q' }
export const PERSON: TitleHolder = { kind: 'personal', title: '林小满' }

let parcels = 0
let numbers = 0

/** No number of the tax bureau is given twice. */
export const newNumber = (): string =>
  `2531${String(Date.now()).padStart(13, '0')}${String((numbers += 1)).padStart(3, '0')}`

export const paidOrder = async (shop: WholeShop, who: Shopper, skuId: string, qty = 2): Promise<string> => {
  const { id } = await placeNow(who, [{ skuId, qty }])
  await pay(shop, who, id)
  return id
}

const send = (operator: ShopClient, orderId: string): Promise<unknown> => {
  const body = { carrierCode: 'ZTO' as const, trackingNo: `ZTO93000${(parcels += 1)}` }
  return operator.order.ship({ params: { id: orderId }, body })
}

/** Sent and received: from now on it may be issued. */
export const receive = async (shop: WholeShop, operator: ShopClient, who: Shopper, orderId: string): Promise<void> => {
  await send(operator, orderId)
  await who.api.order.confirmReceipt({ params: { id: orderId } })
  await shop.settle()
}

export const receivedOrder = async (
  shop: WholeShop,
  operator: ShopClient,
  who: Shopper,
  skuId: string,
  qty = 2,
): Promise<string> => {
  const id = await paidOrder(shop, who, skuId, qty)
  await receive(shop, operator, who, id)
  return id
}

export const askFor = (who: Shopper, orderId: string, over: Partial<AskInvoiceBody> = {}): Promise<OwnInvoice> =>
  who.api.invoice.ask({ body: { orderId, holder: COMPANY, email: 'lin@example.com', ...over } })

export const PDF = Buffer.from('%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n', 'latin1')

/** What an operator's browser does with a document. */
export const sendDocument = (
  shop: TestApp,
  headers: Readonly<Record<string, string>>,
  id: string,
  bytes: Buffer = PDF,
  type = 'application/pdf',
) =>
  shop.app.inject({
    method: 'POST',
    url: `/api/admin/invoices/${id}/document`,
    headers: { ...headers, 'content-type': type },
    payload: bytes,
  })

/** An issued invoice with its document, of an order that was paid already and is received now. */
export const issuedWithDocument = async (
  shop: WholeShop,
  headers: Readonly<Record<string, string>>,
  who: Shopper,
  orderId: string,
): Promise<string> => {
  const operator = clientOf(shop, headers)
  await send(operator, orderId)
  await who.api.order.confirmReceipt({ params: { id: orderId } })
  const { id } = await askFor(who, orderId)
  await operator.invoiceDesk.take({ params: { id } })
  const answer = await sendDocument(shop, headers, id)
  expect(answer.statusCode, answer.body).toBe(200)
  await issue(shop, operator, id, newNumber(), null)
  return id
}

/** Issued by the address of its document. */
export const issue = (
  shop: TestApp,
  operator: ShopClient,
  id: string,
  number = newNumber(),
  link: string | null = 'https://dppt.example.cn/v/1',
): Promise<AdminInvoiceDetail> =>
  operator.invoiceDesk.issue({ params: { id }, body: { number, issuedOn: shopDay(shop.clock.now()), link } })

export const takeAndIssue = async (shop: TestApp, operator: ShopClient, id: string): Promise<AdminInvoiceDetail> => {
  await operator.invoiceDesk.take({ params: { id } })
  return issue(shop, operator, id)
}

export const reverse = (shop: TestApp, operator: ShopClient, id: string): Promise<AdminInvoiceDetail> =>
  operator.invoiceDesk.reverse({
    params: { id },
    body: { number: newNumber(), issuedOn: shopDay(shop.clock.now()) },
  })

/** Pieces of an order are paid back without coming back, and their money arrives. */
export const giveBack = async (
  shop: WholeShop,
  operator: ShopClient,
  who: Shopper,
  orderId: string,
  qty = 1,
): Promise<void> => {
  const { id, state } = await applyFor(who, orderId, qty)
  if (state === 'requested') await operator.afterSale.approve({ params: { id } })
  await shop.settle()
  await shop.simulator.settled()
  await shop.settle()
}

export const applyFor = async (who: Shopper, orderId: string, qty = 1): Promise<AfterSaleView> => {
  const { lines } = await who.api.order.order({ params: { id: orderId } })
  const given = { kind: 'refund_only' as const, reason: 'late' as const, text: '太慢了' }
  return who.api.afterSale.apply({ body: { orderId, ...given, lines: [{ lineId: lines[0]?.id ?? '', qty }] } })
}

/** The one that lives. */
export const liveOf = async (who: Shopper, orderId: string): Promise<OwnInvoice> => {
  const { items } = await who.api.invoice.ofOrder({ params: { id: orderId } })
  return (
    items.find(({ state }) => ['requested', 'issuing', 'issued', 'reversing'].includes(state)) ??
    expect.unreachable('no invoice lives')
  )
}

/** Where the invoices of a shop have come to: one issued, one to be reversed, one reversed and asked for anew, one taken back. */
export const invoicesLivedIn = async (
  shop: WholeShop,
  operator: ShopClient,
  who: Shopper,
  skuId: string,
): Promise<void> => {
  await who.api.invoice.addTitle({ body: { holder: COMPANY, isDefault: false } })
  await who.api.invoice.addTitle({ body: { holder: PERSON, isDefault: false } })
  const issued = await askFor(who, await receivedOrder(shop, operator, who, skuId, 1))
  await takeAndIssue(shop, operator, issued.id)
  const orderId = await receivedOrder(shop, operator, who, skuId, 2)
  const partly = await askFor(who, orderId, { holder: PERSON })
  await takeAndIssue(shop, operator, partly.id)
  await giveBack(shop, operator, who, orderId)
  const again = await askFor(who, await receivedOrder(shop, operator, who, skuId, 1))
  await takeAndIssue(shop, operator, again.id)
  await operator.invoiceDesk.beginReversal({ params: { id: again.id }, body: { note: '抬头有误' } })
  await reverse(shop, operator, again.id)
  const back = await askFor(who, await receivedOrder(shop, operator, who, skuId, 1))
  await who.api.invoice.withdraw({ params: { id: back.id } })
}
