import type { OrderView } from '@jishi/contracts/order/order.schema'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { situation } from '../../test/fake-platform'
import { ok, refuse, serve, type Answer } from '../../test/fake-server'
import { wallets } from '@/composables/wallets'
import { useOrderActions } from './order-actions'

const component = { merchantId: '1900000001', attemptNo: 'A1', transactionId: '4200' }
const RECEIPT = '/api/shop/orders/o1/platform-receipt'

const acting = (answer: Answer) => {
  const seen = serve(answer)
  const changes: (OrderView | null)[] = []
  const actions = useOrderActions((order) => changes.push(order))
  return { seen, changes, ...actions }
}

beforeEach(() => {
  situation.confirmReceipt = null
})

describe('confirming a receipt', () => {
  it('is asked by the shop itself where no wallet does', async () => {
    const { act, answer, dialog, seen, changes } = acting(() => ok({ id: 'o1' }))
    act('confirm_receipt', 'o1')
    await vi.waitFor(() => expect(dialog.value).not.toBeNull(), { timeout: 20_000 })
    expect(seen).toEqual([])
    answer(true)
    await vi.waitFor(() => expect(changes).toEqual([{ id: 'o1' }]), { timeout: 20_000 })
    expect(seen.map(({ url }) => url)).toEqual(['/api/shop/orders/o1/confirm-receipt'])
  })

  it('is asked by the wallet where it knows the order, and then by the shop of the wallet', async () => {
    const opened: unknown[] = []
    situation.confirmReceipt = (named) => Promise.resolve(opened.push(named) > 0)
    const { act, dialog, seen, changes } = acting(({ method }) => ok(method === 'GET' ? { component } : { id: 'o1' }))
    act('confirm_receipt', 'o1')
    await vi.waitFor(() => expect(changes).toEqual([{ id: 'o1' }]), { timeout: 20_000 })
    expect(opened).toEqual([component])
    expect(dialog.value).toBeNull()
    expect(seen.map(({ method, url }) => [method, url])).toEqual([
      ['GET', RECEIPT],
      ['POST', RECEIPT],
    ])
  })

  it.each([
    ['does not know the order', null, true],
    ['does not open', component, false],
  ])('is asked by the shop where the wallet %s', async (_, known, opens) => {
    situation.confirmReceipt = () => Promise.resolve(opens)
    const { act, dialog, seen } = acting(() => ok({ component: known }))
    act('confirm_receipt', 'o1')
    await vi.waitFor(() => expect(dialog.value).not.toBeNull(), { timeout: 20_000 })
    expect(seen).toHaveLength(1)
  })

  it('that was cancelled in the wallet changes nothing and looks at the order again', async () => {
    situation.confirmReceipt = () => Promise.resolve(true)
    const { act, dialog, changes } = acting(({ method }) =>
      method === 'GET' ? ok({ component }) : refuse(409, 'RECEIPT_NOT_CONFIRMED'),
    )
    act('confirm_receipt', 'o1')
    await vi.waitFor(() => expect(changes).toEqual([null]), { timeout: 20_000 })
    expect(dialog.value).toBeNull()
  })
})

describe('paying from the list', () => {
  it('says what was read there; where the price has moved nothing is opened and the list is looked at again', async () => {
    wallets.options.value = []
    const { act, seen, changes } = acting(({ url }) =>
      url.includes('payment-options')
        ? ok({ items: [{ channel: 'wechat_h5', wallet: 'wechat' }], balance: { usable: false } })
        : refuse(409, 'PAYMENT_AMOUNT_CHANGED'),
    )
    act('pay', 'o1', 9_900)
    await vi.waitFor(() => expect(changes).toEqual([null]), { timeout: 20_000 })
    expect(seen.find(({ url }) => url.endsWith('/payments'))?.body).toEqual({ channel: 'wechat_h5', amountFen: 9_900 })
  })
})
