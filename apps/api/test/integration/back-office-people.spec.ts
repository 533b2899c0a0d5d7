import type { OperatorView } from '@jishi/contracts/identity/identity.schema'
import { PERMISSIONS } from '@jishi/contracts/identity/identity.terms'
import { newId } from '@jishi/kernel/id'
import { systemClock } from '@jishi/kernel/time'
import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FirstOperator, ShopHasOwner } from '../../src/modules/identity/index.js'
import { codeOf, expectSoundShop, freshKey, operatorOf } from '../support/buying.js'
import { clientOf, shopperOf, type ShopClient } from '../support/shopper.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let owner: ShopClient
let count = 0

const named = (name: string): string => `${name}-${(count += 1)}`
const actions = async (): Promise<string[]> =>
  (await shop.database.rows<{ action: string }>('select action from audit_log order by seq desc limit 3')).map(
    ({ action }) => action,
  )
const signIn = async (username: string, password: string): Promise<ShopClient> => {
  const answer = await shop.app.inject({
    method: 'POST',
    url: '/api/admin/auth/sign-in',
    headers: { 'x-jishi-csrf': '1' },
    payload: { username, password },
  })
  expect(answer.statusCode, answer.body).toBe(200)
  const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? ''
  return clientOf(shop, { cookie, 'x-jishi-csrf': '1' })
}
/** A person with a role of exactly these permissions, past their first sign-in. */
const somebodyWho = async (...permissions: (typeof PERMISSIONS)[number][]): Promise<ShopClient> => {
  const role = await owner.operators.createRole({ body: { name: named('角色'), description: '', permissions } })
  return operatorOf(shop, [role.code])
}
const fresh = (roles: string[]) =>
  owner.operators.create({ body: { username: named('somebody'), displayName: '某人', roles } })
const me = (client: ShopClient): Promise<OperatorView> => client.identity.operatorMe()

beforeAll(async () => {
  shop = await startWholeShop()
  owner = await operatorOf(shop)
})
afterAll(() => shop.close())

describe('a new operator', () => {
  it('gets a password that opens nothing but its own change', async () => {
    const { operator, oneTimePassword } = await fresh(['clerk'])
    expect(operator).toMatchObject({ mustChangePassword: true, roles: [{ code: 'clerk', name: '店员' }] })
    const client = await signIn(operator.username, oneTimePassword ?? '')
    expect(await me(client)).toMatchObject({ mustChangePassword: true, permissions: [] })
    expect(await codeOf(client.order.adminOrders())).toBe('FORBIDDEN')

    const change = (currentPassword: string, newPassword: string) =>
      client.operators.changePassword({ body: { currentPassword, newPassword } })
    expect(await codeOf(change('not the right one', 'a-quiet-orchard'))).toBe('PASSWORD_WRONG')
    expect(await codeOf(change(oneTimePassword ?? '', `me-${operator.username}`))).toBe('VALIDATION_FAILED')
    expect(await codeOf(change(oneTimePassword ?? '', oneTimePassword ?? ''))).toBe('VALIDATION_FAILED')
    await change(oneTimePassword ?? '', 'a-quiet-orchard')
    expect((await me(client)).permissions).toContain('order.read')
    await client.order.adminOrders()
    await signIn(operator.username, 'a-quiet-orchard')
  })

  it('is made once by a repeated request, which does not tell the password again', async () => {
    const body = { username: named('once'), displayName: '一次', roles: [] }
    const idempotencyKey = freshKey()
    const first = await owner.operators.create({ body, idempotencyKey })
    const again = await owner.operators.create({ body, idempotencyKey })
    expect(again.operator.id).toBe(first.operator.id)
    expect([first.oneTimePassword === null, again.oneTimePassword]).toEqual([false, null])
    expect(await codeOf(owner.operators.create({ body }))).toBe('USERNAME_TAKEN')
  })

  it('loses every session when the password is reset, and the old password with it', async () => {
    const { operator, oneTimePassword } = await fresh(['clerk'])
    const client = await signIn(operator.username, oneTimePassword ?? '')
    await client.operators.changePassword({
      body: { currentPassword: oneTimePassword ?? '', newPassword: 'a-quiet-orchard' },
    })
    const reset = await owner.operators.resetPassword({ params: { id: operator.id } })
    expect(await codeOf(me(client))).toBe('UNAUTHENTICATED')
    const next = await signIn(operator.username, reset.oneTimePassword ?? '')
    expect(await me(next)).toMatchObject({ mustChangePassword: true })
  })

  it('ends the other sessions of whoever changes their password', async () => {
    const { operator, oneTimePassword } = await fresh([])
    const [here, there] = [
      await signIn(operator.username, oneTimePassword ?? ''),
      await signIn(operator.username, oneTimePassword ?? ''),
    ]
    await here.operators.changePassword({
      body: { currentPassword: oneTimePassword ?? '', newPassword: 'a-quiet-orchard' },
    })
    expect((await me(here)).mustChangePassword).toBe(false)
    expect(await codeOf(me(there))).toBe('UNAUTHENTICATED')
  })
})

describe('what changes, changes at once (T52)', () => {
  it('another role counts from the next request', async () => {
    const client = await operatorOf(shop, ['clerk'])
    const { id } = await me(client)
    expect(await codeOf(client.operators.list())).toBe('FORBIDDEN')
    const role = await owner.operators.createRole({
      body: { name: named('看人'), description: '', permissions: ['operator.read'] },
    })
    await owner.operators.change({ params: { id }, body: { displayName: '小周', roles: [role.code] } })
    await client.operators.list()
    expect(await codeOf(client.order.adminOrders())).toBe('FORBIDDEN')
    await owner.operators.changeRole({
      params: { id: role.id },
      body: { name: role.name, description: '', permissions: ['order.read'] },
    })
    await client.order.adminOrders()
    expect(await codeOf(client.operators.list())).toBe('FORBIDDEN')
  })

  it('who is disabled is out, and in again only with a new sign-in', async () => {
    const client = await operatorOf(shop, ['clerk'])
    const { id } = await me(client)
    await owner.operators.disable({ params: { id } })
    expect(await codeOf(me(client))).toBe('UNAUTHENTICATED')
    await owner.operators.enable({ params: { id } })
    expect(await codeOf(me(client))).toBe('UNAUTHENTICATED')
  })

  it('a blocked member is out on every device, and an ended session on its own', async () => {
    const shopper = await shopperOf(shop, '13800009101')
    const other = await shopperOf(shop, '13800009101')
    const seen = await owner.members.one({ params: { id: shopper.memberId } })
    expect(seen.sessions).toHaveLength(2)
    const [session] = seen.sessions
    await owner.members.endSession({ params: { id: seen.id, sessionId: session?.id ?? '' } })
    expect((await owner.members.one({ params: { id: seen.id } })).sessions).toHaveLength(1)
    const stranger = await shopperOf(shop, '13800009102')
    const foreign = { id: stranger.memberId, sessionId: seen.sessions[1]?.id ?? '' }
    expect(await codeOf(owner.members.endSession({ params: foreign }))).toBe('NOT_FOUND')

    const blocked = await owner.members.block({ params: { id: seen.id }, body: { reason: '恶意退款' } })
    expect(blocked).toMatchObject({ state: 'blocked', blocked: { reason: '恶意退款' }, sessions: [] })
    for (const { api } of [shopper, other]) expect(await codeOf(api.identity.me())).toBe('UNAUTHENTICATED')
    await owner.members.unblock({ params: { id: seen.id }, body: { reason: '已核实' } })
    for (const { api } of [shopper, other]) expect(await codeOf(api.identity.me())).toBe('UNAUTHENTICATED')
  })
})

describe('nobody gives more than they have', () => {
  it('not a role, not a permission, not by a new account', async () => {
    const helper = await somebodyWho('operator.read', 'operator.write', 'order.read')
    const create = (roles: string[]) =>
      helper.operators.create({ body: { username: named('mine'), displayName: '我的', roles } })
    expect(await codeOf(create(['owner']))).toBe('GRANT_BEYOND_OWN')
    expect(await codeOf(create(['clerk']))).toBe('GRANT_BEYOND_OWN')
    const role = (permissions: (typeof PERMISSIONS)[number][]) =>
      helper.operators.createRole({ body: { name: named('新'), description: '', permissions } })
    expect(await codeOf(role([...PERMISSIONS]))).toBe('GRANT_BEYOND_OWN')
    expect(await codeOf(role(['setting.write']))).toBe('GRANT_BEYOND_OWN')
    const small = await role(['order.read'])
    const { operator } = await create([small.code])
    expect(operator.roles.map(({ code }) => code)).toEqual([small.code])
  })

  it('not to themselves, not through their own role', async () => {
    const mine = await owner.operators.createRole({
      body: { name: named('自己'), description: '', permissions: ['operator.read', 'operator.write'] },
    })
    const helper = await operatorOf(shop, [mine.code])
    const { id } = await me(helper)
    const body = { displayName: '我', roles: [mine.code, 'owner'] }
    expect(await codeOf(helper.operators.change({ params: { id }, body }))).toBe('GRANT_BEYOND_OWN')
    const more = { name: mine.name, description: '', permissions: ['operator.write', 'setting.write'] as const }
    expect(
      await codeOf(
        helper.operators.changeRole({ params: { id: mine.id }, body: { ...more, permissions: [...more.permissions] } }),
      ),
    ).toBe('GRANT_BEYOND_OWN')
  })

  it('and nobody takes over somebody who may do more', async () => {
    const helper = await somebodyWho('operator.read', 'operator.write')
    const { id } = await me(owner)
    const params = { id }
    expect(await codeOf(helper.operators.resetPassword({ params }))).toBe('GRANT_BEYOND_OWN')
    expect(await codeOf(helper.operators.disable({ params }))).toBe('GRANT_BEYOND_OWN')
    const body = { displayName: '店主', roles: [] }
    expect(await codeOf(helper.operators.change({ params, body }))).toBe('GRANT_BEYOND_OWN')
    expect(await codeOf(owner.operators.disable({ params }))).toBe('OPERATOR_IS_SELF')
  })

  it('and roles that come with the program stay as they are', async () => {
    const { items } = await owner.operators.roles()
    expect(items.filter(({ builtIn }) => builtIn).map(({ name }) => name)).toEqual([
      '店主',
      '运营',
      '仓库',
      '客服',
      '财务',
      '店员',
    ])
    for (const { id, name, builtIn } of items.filter((one) => one.builtIn)) {
      expect(builtIn).toBe(true)
      const body = { name, description: '', permissions: [] }
      expect(await codeOf(owner.operators.changeRole({ params: { id }, body }))).toBe('ROLE_PROTECTED')
      expect(await codeOf(owner.operators.removeRole({ params: { id } }))).toBe('ROLE_PROTECTED')
    }
    const used = await owner.operators.createRole({ body: { name: named('在用'), description: '', permissions: [] } })
    await operatorOf(shop, [used.code])
    expect(await codeOf(owner.operators.removeRole({ params: { id: used.id } }))).toBe('ROLE_IN_USE')
  })
})

describe('the last owner', () => {
  const owners = () =>
    shop.database.one<{ n: number }>(
      `select count(*)::int as n from operators o join grants g on g.operator_id = o.id
        where g.role_code = 'owner' and o.state = 'active'`,
    )

  it('stays, however many owners put one another out at once', async () => {
    const others = [await operatorOf(shop), await operatorOf(shop), await operatorOf(shop)]
    const all = [owner, ...others]
    const ids = await Promise.all(all.map(async (client) => (await me(client)).id))
    // Everybody puts everybody else out, half of them by disabling and half by taking the role.
    await parallel(all.length * (all.length - 1), async (index) => {
      const from = index % all.length
      const target = ids[(from + 1 + Math.floor(index / all.length)) % all.length] ?? ''
      const client = all[from] as ShopClient
      return index % 2 === 0
        ? client.operators.disable({ params: { id: target } })
        : client.operators.change({ params: { id: target }, body: { displayName: '前店主', roles: [] } })
    })
    expect((await owners()).n).toBe(1)
  })

  it('cannot give the role away', async () => {
    const left = await shop.database.one<{ id: string; name: string }>(
      `select o.id, o.username as name from operators o join grants g on g.operator_id = o.id
        where g.role_code = 'owner' and o.state = 'active'`,
    )
    await shop.database.execute('update operator_sessions set revoked_at = null where operator_id = $1', [left.id])
    const clients = [owner]
    for (const client of clients) {
      if ((await me(client).catch(() => undefined))?.id !== left.id) continue
      const body = { displayName: '店主', roles: [] }
      expect(await codeOf(client.operators.change({ params: { id: left.id }, body }))).toBe('LAST_OWNER')
    }
    expect((await owners()).n).toBe(1)
  })
})

describe('the first operator of a shop (T51)', () => {
  it('is made from its own machine, and not a second time unless forced', async () => {
    const first = shop.get(FirstOperator)
    const operator = { displayName: '店主', password: 'a-quiet-orchard', roles: ['owner'] }
    await expect(first.run({ ...operator, username: named('intruder') }, false)).rejects.toThrow(ShopHasOwner)
    const username = named('rescue')
    await first.run({ ...operator, username }, true)
    expect(await actions()).toContain('operator.created')
    owner = await signIn(username, 'a-quiet-orchard')
    const bad = { ...operator, username: named('typo'), roles: ['ower'] }
    await expect(first.run(bad, true)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
  })
})

describe('members as the back office sees them', () => {
  it('are found by a whole phone or key and shown masked', async () => {
    const shopper = await shopperOf(shop, '13800009201', '欧阳小满')
    for (const q of ['13800009201', shopper.memberId]) {
      const { items } = await owner.members.list({ query: { q } })
      expect(items.map(({ id, phoneMasked }) => [id, phoneMasked])).toEqual([[shopper.memberId, '138****9201']])
    }
    for (const q of ['1380000', '9201', newId(systemClock), '%'])
      expect((await owner.members.list({ query: { q } })).items).toEqual([])
    const seen = await owner.members.one({ params: { id: shopper.memberId } })
    expect(seen.addresses).toMatchObject([{ receiverMasked: '欧**', phoneMasked: '138****9201' }])
    expect(seen.consents.length).toBeGreaterThan(0)
    expect(JSON.stringify(seen)).not.toMatch(/13800009201|欧阳|8 号院/)
  })

  it('are not found by phone by whoever may not see phones', async () => {
    const shopper = await shopperOf(shop, '13800009203')
    const q = '13800009203'
    const reader = await somebodyWho('member.read')
    expect((await reader.members.list({ query: { q: shopper.memberId } })).items).toHaveLength(1)
    expect(await reader.members.list({ query: { q } })).toEqual({ items: [], nextCursor: null })
    expect((await reader.members.list({ query: { q: ` ${q} ` } })).items).toEqual([])
    const caller = await somebodyWho('member.read', 'member.phone')
    expect((await caller.members.list({ query: { q } })).items).toHaveLength(1)
  })

  it('are found by phone against a row that keeps no phone, so many times a day', async () => {
    const caller = await somebodyWho('member.read', 'member.phone', 'order.read', 'order.receiver')
    const { id } = await me(caller)
    const trail = async () =>
      (await owner.auditLog.list({ query: { operator: id, limit: 50 } })).items.filter(
        ({ action }) => action === 'member.searched' || action === 'order.searched',
      )
    await caller.members.list({ query: { q: '13800009204' } })
    await caller.order.adminOrders({ query: { q: '13800009204' } })
    await caller.members.list({ query: { q: '1380000' } })
    expect((await trail()).map(({ action, permission }) => [action, permission])).toEqual([
      ['order.searched', 'order.receiver'],
      ['member.searched', 'member.phone'],
    ])
    const kept = await shop.database.rows('select * from audit_log where actor_id = $1', [id])
    expect(JSON.stringify(kept)).not.toContain('13800009204')

    // The other 198 of the day, as if they had been asked for one by one.
    const spent = await shop.database.execute(
      `update allowances set taken = 199 where scope = 'operator.phone_search' and taken = 2`,
    )
    expect(spent).toBe(1)
    await caller.members.list({ query: { q: '13800009204' } })
    expect(await codeOf(caller.members.list({ query: { q: '13800009204' } }))).toBe('RATE_LIMITED')
    expect(await codeOf(caller.order.adminOrders({ query: { q: '13800009204' } }))).toBe('RATE_LIMITED')
    expect(await trail()).toHaveLength(3)
    await caller.members.list()
    await (await somebodyWho('member.read', 'member.phone')).members.list({ query: { q: '13800009204' } })
  })

  it('show a whole phone only against a row, each time', async () => {
    const shopper = await shopperOf(shop, '13800009202')
    const idempotencyKey = freshKey()
    const params = { id: shopper.memberId }
    for (let time = 0; time < 2; time += 1)
      expect(await owner.members.phone({ params, idempotencyKey })).toEqual({ phone: '13800009202' })
    const rows = await owner.auditLog.list({ query: { action: 'member.phone_revealed', subjectId: params.id } })
    expect(rows.items).toHaveLength(2)
  })

  it('turn pages by key without losing or repeating anybody', async () => {
    for (let n = 0; n < 5; n += 1) await shopperOf(shop, `1380000930${n}`)
    const whole = (await owner.members.list({ query: { limit: 50 } })).items.map(({ id }) => id)
    const paged: string[] = []
    for (let cursor: string | undefined; ;) {
      const page = await owner.members.list({ query: { limit: 2, ...(cursor === undefined ? {} : { cursor }) } })
      paged.push(...page.items.map(({ id }) => id))
      if (page.nextCursor === null) break
      cursor = page.nextCursor
    }
    expect(paged).toEqual(whole)
    expect(await codeOf(owner.members.list({ query: { cursor: 'bm90aGluZw' } }))).toBe('VALIDATION_FAILED')
  })
})

describe('the audit log', () => {
  it('keeps which request a deed came with', async () => {
    const requestId = `trace-${freshKey()}`.replaceAll(/[^A-Za-z0-9_-]/g, '').slice(0, 40)
    const { username } = (await fresh(['clerk'])).operator
    const answer = await shop.app.inject({
      method: 'POST',
      url: '/api/admin/auth/sign-in',
      headers: { 'x-jishi-csrf': '1', 'x-request-id': requestId },
      payload: { username, password: 'not the right one' },
    })
    expect(answer.statusCode).toBe(401)
    expect(answer.headers['x-request-id']).toBe(requestId)
    const kept = await shop.database.rows<{ action: string }>('select action from audit_log where request_id = $1', [
      requestId,
    ])
    expect(kept).toEqual([{ action: 'operator.sign_in_refused' }])
  })

  it('tells who signed in, who was refused and who signed out', async () => {
    const client = await operatorOf(shop, ['clerk'])
    const { id, username } = await me(client)
    await shop.app.inject({
      method: 'POST',
      url: '/api/admin/auth/sign-in',
      payload: { username, password: 'not this one' },
    })
    await client.identity.operatorSignOut()
    const { items } = await owner.auditLog.list({ query: { subjectKind: 'operator', subjectId: id } })
    expect(items.map(({ action, actorKind }) => [action, actorKind])).toEqual([
      ['operator.signed_out', 'operator'],
      ['operator.sign_in_refused', 'anonymous'],
      ['operator.signed_in', 'operator'],
    ])
  })

  it('is narrowed by operator, action, family of actions and day, and shows what was and what became', async () => {
    const { id } = await me(owner)
    const role = await owner.operators.createRole({
      body: { name: named('对比'), description: '', permissions: ['order.read'] },
    })
    await owner.operators.changeRole({
      params: { id: role.id },
      body: { name: role.name, description: '看', permissions: [] },
    })
    const { items } = await owner.auditLog.list({ query: { operator: id, action: 'role', subjectId: role.id } })
    expect(items.map(({ action, actorName }) => [action, actorName !== null])).toEqual([
      ['role.changed', true],
      ['role.created', true],
    ])
    const entry = await owner.auditLog.one({ params: { id: items[0]?.id ?? '' } })
    expect(entry).toMatchObject({ before: { permissions: ['order.read'] }, after: { description: '看' } })
    expect((await owner.auditLog.list({ query: { action: 'operator.signed' } })).items).toEqual([])
    expect((await owner.auditLog.list({ query: { to: '2020-01-01' } })).items).toEqual([])
    expect(await codeOf(owner.auditLog.one({ params: { id: newId(systemClock) } }))).toBe('NOT_FOUND')
  })
})

it('leaves a sound shop', () => expectSoundShop(shop))
