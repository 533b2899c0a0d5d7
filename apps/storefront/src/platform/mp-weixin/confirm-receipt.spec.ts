import { afterEach, describe, expect, it, vi } from 'vitest'
import { confirmReceipt } from './confirm-receipt'

interface Opened {
  businessType: string
  extraData: object
  success(answer: { extraData?: object }): void
  fail(): void
}

const component = { merchantId: '1900000001', attemptNo: 'A1', transactionId: '4200' }

/** WeChat's client, with what was opened and who waits for the shop to be shown again. */
const client = () => {
  const waiting = new Set<() => void>()
  const opened: Opened[] = []
  vi.stubGlobal('wx', {
    onAppShow: (listener: () => void) => waiting.add(listener),
    offAppShow: (listener: () => void) => waiting.delete(listener),
    openBusinessView: (options: Opened) => opened.push(options),
  })
  return { waiting, opened }
}

describe('confirming a receipt in the WeChat mini program', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('names the payment to WeChat and nothing else', () => {
    const { opened } = client()
    void confirmReceipt(component)
    expect(opened[0]).toMatchObject({
      businessType: 'weappOrderConfirm',
      extraData: { merchant_id: '1900000001', merchant_trade_no: 'A1', transaction_id: '4200' },
    })
  })

  it('is over when the component is closed, or the shop is shown again, and listens no longer', async () => {
    const first = client()
    const closed = confirmReceipt(component)
    first.opened[0]?.success({ extraData: { status: 'cancel' } })
    expect(await closed).toBe(true)
    expect(first.waiting.size).toBe(0)

    const second = client()
    const shown = confirmReceipt(component)
    second.opened[0]?.success({})
    expect(second.waiting.size).toBe(1)
    for (const listener of second.waiting) listener()
    expect(await shown).toBe(true)
    expect(second.waiting.size).toBe(0)
  })

  it('is left to the shop where the component does not open or is not there', async () => {
    const { opened, waiting } = client()
    const failed = confirmReceipt(component)
    opened[0]?.fail()
    expect(await failed).toBe(false)
    expect(waiting.size).toBe(0)
    vi.stubGlobal('wx', {})
    expect(await confirmReceipt(component)).toBe(false)
  })
})
