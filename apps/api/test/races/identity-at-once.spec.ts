import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parallel, raceBefore } from '@jishi/testing/race'
import { CLOCK } from '../../src/infra/clock/clock.js'
import { Pii } from '../../src/infra/crypto/pii.js'
import { Addresses } from '../../src/modules/identity/addresses.js'
import { Platforms } from '../../src/modules/identity/platforms/platforms.js'
import { PlatformAccounts } from '../../src/modules/identity/platforms/platform-accounts.js'
import { Alipay } from '../../src/modules/identity/platforms/alipay.js'
import { WeixinAccessToken } from '../../src/modules/identity/platforms/weixin-access-token.js'
import { Weixin } from '../../src/modules/identity/platforms/weixin.js'
import { SignIn } from '../../src/modules/identity/sign-in.js'
import { OrderIntake } from '../../src/modules/order/order-intake.js'
import { expectSoundShop, placeNow, refusalOf } from '../support/buying.js'
import { newPhone, peopleOf, sessionIn, VERSION, type People, type Session } from '../support/identity-people.js'
import { MadeGoods } from '../support/made-goods.js'
import { shopperOf } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let people: People
let skuId: string

const fromWeixin = async (): Promise<Session & { openid: string }> => {
  const { code, openid } = await shop.simulator.wechatCode()
  return { ...sessionIn(await people.signIn({ method: 'weixin', code })), openid }
}
const mergedInto = async (id: string): Promise<string | null> =>
  (await shop.database.one<{ into: string | null }>('select merged_into_id as into from members where id = $1', [id]))
    .into
/** Until somebody in this database stands waiting for somebody else's lock. */
const somebodyWaits = async (): Promise<void> => {
  for (;;) {
    const { waiting } = await shop.database.one<{ waiting: number }>(
      `select count(*) as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    if (waiting > 0) return
  }
}
const bindByWeixin = async (token: string, phone: string) => {
  const { code: phoneCode } = await shop.simulator.wechatCode({ phone, kind: 'phone' })
  return people.post('me/phone', { method: 'weixin', phoneCode, consentVersion: VERSION }, token)
}

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  people = peopleOf(shop, shop.simulator)
  skuId = (await new MadeGoods(shop).product({ stock: 50 })).skus[0]?.skuId ?? ''
})
afterAll(() => shop.close())

describe('the access token', () => {
  it('is fetched once for fifty phones in two processes', async () => {
    const { openid } = await shop.simulator.wechatCode({ phone: newPhone() })
    const codes = await Promise.all(
      Array.from({ length: 50 }, async () => (await shop.simulator.wechatCode({ openid, kind: 'phone' })).code),
    )
    const accounts = shop.get(PlatformAccounts)
    const otherToken = new WeixinAccessToken(shop.app.get(CLOCK), shop.database, shop.get(Pii))
    const other = new Platforms(new Weixin(accounts, otherToken), shop.get(Alipay), shop.get(Pii))
    const here = shop.get(Platforms)
    const phones = await Promise.all(
      codes.map((phoneCode, at) => (at % 2 === 0 ? here : other).phone({ method: 'weixin', phoneCode })),
    )
    expect(new Set(phones.map(({ phone }) => phone)).size).toBe(1)
    expect(await shop.simulator.wechatTokenCalls()).toBe(1)
  })
})

describe('at the same time', () => {
  it('twenty first sign-ins of one person make one member', async () => {
    const { openid } = await shop.simulator.wechatCode()
    const { fulfilled, rejected } = await parallel(20, async () => {
      const { code } = await shop.simulator.wechatCode({ openid })
      return shop.get(SignIn).run({ method: 'weixin', code, consentVersion: VERSION }, '198.51.100.7')
    })
    expect(rejected).toEqual([])
    expect(new Set(fulfilled.map(({ member }) => member.id)).size).toBe(1)
    const { accounts, joined } = await shop.database.one<{ accounts: number; joined: number }>(
      `select (select count(*) from member_identities where member_id = $1) as accounts,
              (select count(*) from outbox where name = 'member.joined' and payload ->> 'memberId' = $2) as joined`,
      [fulfilled[0]?.member.id, fulfilled[0]?.member.id],
    )
    expect({ accounts, joined }).toEqual({ accounts: 2, joined: 1 })
  })

  it('the mini program and the browser of one person make one member', async () => {
    const { unionid } = await shop.simulator.wechatCode()
    const { fulfilled, rejected } = await parallel(10, async (at) => {
      const kind = at % 2 === 0 ? 'login' : 'oauth'
      const { code } = await shop.simulator.wechatCode({ unionid, kind })
      const method = kind === 'login' ? 'weixin' : 'weixin_oa'
      return shop.get(SignIn).run({ method, code, consentVersion: VERSION }, '198.51.100.7')
    })
    expect(rejected).toEqual([])
    expect(new Set(fulfilled.map(({ member }) => member.id)).size).toBe(1)
  })

  it('five people who prove one phone end as one', async () => {
    const phone = newPhone()
    const five: Session[] = []
    for (let made = 0; made < 5; made += 1) five.push(await fromWeixin())
    const answers = await Promise.all(five.map(({ accessToken }) => bindByWeixin(accessToken, phone)))
    expect(answers.filter(({ status }) => status !== 200 && status !== 401)).toEqual([])
    const owners = await shop.database.rows<{ id: string }>(
      `select id from members where id = any($1::uuid[]) and merged_into_id is null and phone_bidx is not null`,
      [five.map(({ memberId }) => memberId)],
    )
    expect(owners).toHaveLength(1)
    const alive = await Promise.all(five.map(({ accessToken }) => people.me(accessToken)))
    const merged = await Promise.all(five.map(({ memberId }) => mergedInto(memberId)))
    expect(alive).toEqual(merged.map((into) => (into === null ? 200 : 401)))
  })

  it('two copies of one call, with one code between them, have one answer', async () => {
    const mine = await fromWeixin()
    const { code } = await shop.simulator.wechatCode({ kind: 'oauth' })
    const { code: phoneCode } = await shop.simulator.wechatCode({ phone: newPhone(), kind: 'phone' })
    const proof = { method: 'weixin_oa', code }
    const phone = { method: 'weixin', phoneCode, consentVersion: VERSION }
    const calls = [
      {
        name: 'person' as const,
        call: () => people.post('me/identities', proof, mine.accessToken, 'a-key-of-linking-1'),
      },
      { name: 'phone' as const, call: () => people.post('me/phone', phone, mine.accessToken, 'a-key-of-binding-1') },
    ]
    for (const { name, call } of calls) {
      const raced = raceBefore(shop.get(Platforms), name, call)
      expect(await call()).toMatchObject({ status: 200, body: { id: mine.memberId } })
      expect(raced()).toBe(true)
    }
  })

  it('an order that is being placed keeps its account from being merged away', async () => {
    const phone = newPhone()
    const buyer = await shopperOf(shop, phone)
    const other = await fromWeixin()
    let bound: ReturnType<typeof bindByWeixin> | undefined
    raceBefore(shop.get(OrderIntake), 'run', async () => {
      bound = bindByWeixin(other.accessToken, phone)
      await somebodyWaits()
    })
    const { id } = await placeNow(buyer, [{ skuId, qty: 1 }])
    expect(await bound).toMatchObject({ status: 409, body: { code: 'PHONE_TAKEN' } })
    expect(await mergedInto(buyer.memberId)).toBeNull()
    expect((await buyer.api.order.order({ params: { id } })).id).toBe(id)
  })

  it('an account that is being merged away places no order', async () => {
    const phone = newPhone()
    const buyer = await shopperOf(shop, phone)
    const other = await fromWeixin()
    const { quoteId } = await buyer.api.order.quote({
      body: { source: 'buyNow', lines: [{ skuId, qty: 1 }], addressId: buyer.addressId },
    })
    let placed: Promise<unknown> | undefined
    raceBefore(shop.get(Addresses), 'copy', async () => {
      const body = { source: 'buyNow' as const, lines: [{ skuId, qty: 1 }], addressId: buyer.addressId, quoteId }
      placed = refusalOf(buyer.api.order.place({ body }))
      await somebodyWaits()
    })
    expect(await bindByWeixin(other.accessToken, phone)).toMatchObject({ status: 200 })
    expect(await placed).toMatchObject({ status: 404 })
    expect(await mergedInto(buyer.memberId)).toBe(other.memberId)
    const { orders } = await shop.database.one<{ orders: number }>(
      'select count(*) as orders from orders where member_id = $1',
      [buyer.memberId],
    )
    expect(orders).toBe(0)
  })
})

describe('afterwards', () => {
  it('every invariant holds', () => expectSoundShop(shop))
})
