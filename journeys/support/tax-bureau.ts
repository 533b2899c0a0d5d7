import type { Office } from './office.js'

/** What the tax bureau gave: a document, and a number of twenty digits. */
export const PAPER = Buffer.from('%PDF-1.7\n1 0 obj\nendobj\ntrailer\n%%EOF\n', 'latin1')
export const BLUE = '25312000000000000001'
export const RED = '25312000000000000002'
export const BLUE_AGAIN = '25312000000000000003'
/** A company's number, and the same with one digit typed wrongly. */
export const TAX_NO = '91110108551385082Q'
export const MISTYPED = '91110108551385083Q'

const drawer = (office: Office) => office.page.getByRole('dialog').filter({ visible: true }).last()

/** In the queue, by the order it belongs to; the newest of it stands first. */
export const openInvoice = async (office: Office, orderNo: string, state: string): Promise<void> => {
  await office.open(`/invoices?orderNo=${orderNo}`)
  await office.row(state).getByRole('button').first().click()
  await drawer(office).getByRole('heading', { name: '应开明细' }).waitFor()
}

export const typeNumber = async (office: Office, label: string, number: string, act: string): Promise<void> => {
  await office.labelled(label, drawer(office)).fill(number)
  await office.press(act, drawer(office))
}

/** Takes it to the bureau and comes back with the document. */
export const issueWithPaper = async (office: Office, number: string): Promise<void> => {
  await office.press('领取开票', drawer(office))
  await office.see('放回队列')
  const file = { name: '发票.pdf', mimeType: 'application/pdf', buffer: PAPER }
  await drawer(office).locator('input[type=file]').setInputFiles(file)
  await drawer(office)
    .getByText(/^已上传 PDF/)
    .waitFor()
  await typeNumber(office, '发票号码', number, '登记开票')
}
