import type { CartView } from '@jishi/contracts/order/cart.schema'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { forgetAll, stored } from '../../test/fake-platform'
import { ok, refuse, serve, type Seen } from '../../test/fake-server'
import { putBack, useCart } from './cart'
import { emptyCart } from './cart-device'
import { useSession } from './session'

const line = (skuId: string, qty: number, selected = true) => ({
  id: skuId,
  skuId,
  spuId: 'p',
  title: skuId,
  skuLabel: '',
  picture: null,
  qty,
  selected,
  unitFen: 100,
  addedPriceFen: 100,
  singleFen: 100,
  available: 50,
  problem: null,
  offers: [],
  gifts: [],
})
const cartOf = (lines: ReturnType<typeof line>[]): CartView => ({
  ...emptyCart,
  items: lines,
  nextCursor: null,
  cartVersion: 1,
  selectedQty: lines.reduce((sum, entry) => sum + (entry.selected ? entry.qty : 0), 0),
  selectedFen: lines.reduce((sum, entry) => sum + (entry.selected ? entry.qty * entry.unitFen : 0), 0),
  totalQty: lines.reduce((sum, entry) => sum + entry.qty, 0),
  freight: { freightFen: 800, freeOverFen: 5900 },
})
const signedIn = {
  accessToken: 'a',
  accessExpiresAt: '2999-01-01T00:00:00.000Z',
  refreshToken: 'r'.repeat(30),
  refreshExpiresAt: '2999-01-01T00:00:00.000Z',
  member: { id: 'm', displayName: 'x', phoneMasked: 'x', joinedAt: '2026-01-01T00:00:00.000Z' },
  notices: [],
}
const linesOf = (seen: Seen) => (seen.body as { lines: { skuId: string; qty: number }[] }).lines

/** Two of one and three of another, on a device whose server prices them. */
const withTwo = async (): Promise<ReturnType<typeof useCart>> => {
  serve((call) => ok(cartOf(linesOf(call).map((entry) => line(entry.skuId, entry.qty)))))
  const cart = useCart()
  await cart.add({ skuId: 'a', qty: 2 })
  await cart.add({ skuId: 'b', qty: 3 })
  return cart
}

describe('cart before sign-in', () => {
  beforeEach(() => {
    forgetAll()
    setActivePinia(createPinia())
  })

  it('keeps lines on the device and adds the same SKU up', async () => {
    serve(() => 'lost')
    const cart = useCart()
    await cart.add({ skuId: 'a', qty: 2 })
    await cart.add({ skuId: 'b', qty: 1 })
    await cart.add({ skuId: 'a', qty: 1 })
    expect(cart.count).toBe(4)
    setActivePinia(createPinia())
    const later = useCart()
    later.restore()
    expect(later.device.map(({ skuId, qty }) => [skuId, qty])).toEqual([
      ['a', 3],
      ['b', 1],
    ])
  })

  it('shows the server’s prices with the device’s selection', async () => {
    const cart = await withTwo()
    await cart.load()
    await cart.select(['b'], false)
    expect(cart.view?.selectedFen).toBe(200)
    await cart.load()
    expect(cart.view?.selectedQty).toBe(2)
  })

  it('changes the choice of a line where it stands, and makes one line of two', async () => {
    const cart = await withTwo()
    await cart.setSku('b', { skuId: 'c', qty: 3 })
    expect(cart.device.map(({ skuId, qty }) => [skuId, qty])).toEqual([
      ['c', 3],
      ['a', 2],
    ])
    await cart.setSku('c', { skuId: 'a', qty: 1 })
    expect(cart.device.map(({ skuId, qty }) => [skuId, qty])).toEqual([['a', 3]])
    await cart.setSku('a', { skuId: 'a', qty: 5 })
    expect(cart.device.map(({ qty }) => qty)).toEqual([5])
  })

  it('puts a line back as it was: what did not count to the sum does not count again', async () => {
    const cart = await withTwo()
    await cart.load()
    await cart.select(['b'], false)
    const gone = await cart.remove('b')
    expect(cart.device.map(({ skuId }) => skuId)).toEqual(['a'])
    if (gone) await putBack(cart, gone)
    expect(cart.device).toEqual([
      { skuId: 'b', qty: 3, selected: false },
      { skuId: 'a', qty: 2, selected: true },
    ])
    expect(cart.view?.selectedFen).toBe(200)
    const chosen = await cart.remove('a')
    if (chosen) await putBack(cart, chosen)
    expect(cart.device[0]).toEqual({ skuId: 'a', qty: 2, selected: true })
  })

  it('forgets what is damaged in the storage', () => {
    stored['jishi.cart'] = [{ skuId: 'a', qty: 1, selected: true }, { skuId: 1 }, null, 'x']
    const cart = useCart()
    cart.restore()
    expect(cart.count).toBe(1)
  })
})

describe('cart of a member', () => {
  beforeEach(() => {
    forgetAll()
    setActivePinia(createPinia())
    stored['jishi.session'] = signedIn
  })

  it('merges the device’s lines with one key until it worked, then empties the device', async () => {
    stored['jishi.cart'] = [{ skuId: 'a', qty: 2, selected: true }]
    let up = false
    const seen = serve(() => (up ? ok(cartOf([line('a', 2)])) : refuse(500, 'INTERNAL')))
    useSession().restore()
    const cart = useCart()
    cart.restore()
    await expect(cart.load()).rejects.toMatchObject({ code: 'INTERNAL' })
    expect(cart.device).toHaveLength(1)
    up = true
    await cart.load()
    expect(new Set(seen.map((call) => call.header['Idempotency-Key'])).size).toBe(1)
    expect(linesOf(seen[0] as Seen)).toEqual([{ skuId: 'a', qty: 2 }])
    expect(cart.device).toHaveLength(0)
    expect(cart.count).toBe(2)
  })

  it('goes on merging under the same key after being killed in between', async () => {
    stored['jishi.cart'] = [{ skuId: 'a', qty: 2, selected: true }]
    const seen = serve(() => 'lost')
    useSession().restore()
    useCart().restore()
    await expect(useCart().load()).rejects.toMatchObject({ code: 'NETWORK' })
    setActivePinia(createPinia())
    const later = serve(() => ok(cartOf([line('a', 2)])))
    useSession().restore()
    useCart().restore()
    await useCart().load()
    expect(later[0]?.header['Idempotency-Key']).toBe(seen[0]?.header['Idempotency-Key'])
    expect(stored['jishi.cart']).toBeUndefined()
    expect(stored['jishi.cart.merging']).toBeUndefined()
  })

  it.each(['weixin', 'weixin_oa', 'alipay', 'sms'] as const)('comes along when signing in by %s', async (method) => {
    delete stored['jishi.session']
    stored['jishi.cart'] = [{ skuId: 'a', qty: 2, selected: true }]
    const seen = serve((call) => ok(call.url.endsWith('/sign-in') ? signedIn : cartOf([line('a', 2)])))
    const cart = useCart()
    cart.restore()
    const rest = { code: '123456', consentVersion: 'v' }
    await useSession().signIn(method === 'sms' ? { method, phone: '13812346602', ...rest } : { method, ...rest })
    await vi.waitFor(() => expect(cart.device).toHaveLength(0), { timeout: 20_000 })
    expect(seen.filter((call) => call.url.endsWith('/cart/merge'))).toHaveLength(1)
    expect(cart.count).toBe(2)
  })

  it('is the other member’s after going over to another account', async () => {
    let who = 'm'
    serve((call) => {
      if (!call.url.endsWith('/sign-in')) return ok(cartOf([line(who, 1)]))
      who = 'n'
      return ok({ ...signedIn, member: { ...signedIn.member, id: 'n' } })
    })
    useSession().restore()
    const cart = useCart()
    await cart.load()
    expect(cart.view?.items[0]?.skuId).toBe('m')
    await useSession().signIn({ method: 'sms', phone: '13812346602', code: '123456', consentVersion: 'v' })
    await vi.waitFor(() => expect(cart.view?.items[0]?.skuId).toBe('n'), { timeout: 20_000 })
  })

  it('takes a change back when the server refuses it', async () => {
    serve((call) => (call.method === 'PATCH' ? refuse(409, 'QTY_LIMIT') : ok(cartOf([line('a', 2)]))))
    useSession().restore()
    const cart = useCart()
    await cart.load()
    await expect(cart.setQty('a', 40)).rejects.toMatchObject({ code: 'QTY_LIMIT' })
    expect(cart.view?.items[0]?.qty).toBe(2)
  })

  it('shows the answer to the newest call, in whatever order they arrive', async () => {
    let release: (() => void) | undefined
    serve(async (call) => {
      if (call.method !== 'PATCH') return ok(cartOf([line('a', 1)]))
      const { qty } = call.body as { qty: number }
      if (qty === 2) await new Promise<void>((resolve) => (release = resolve))
      return ok(cartOf([line('a', qty)]))
    })
    useSession().restore()
    const cart = useCart()
    await cart.load()
    const slow = cart.setQty('a', 2)
    await cart.setQty('a', 3)
    release?.()
    await slow
    expect(cart.view?.items[0]?.qty).toBe(3)
  })
})
