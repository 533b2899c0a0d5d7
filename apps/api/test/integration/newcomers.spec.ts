import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays, addMs, isoOf, minuteMs } from '@jishi/kernel/time'
import { expectSoundShop, operatorOf } from '../support/buying.js'
import { launched } from '../support/coupon-desk.js'
import { newPhone, peopleOf, sessionIn, type People } from '../support/identity-people.js'
import type { ShopClient } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let people: People
let owner: ShopClient
let pack: readonly string[]

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  people = peopleOf(shop, shop.simulator)
  owner = await operatorOf(shop)
  const forNew = { way: 'new_member', listed: false } as const
  const [a, b] = [await launched(shop, owner, { ...forNew, name: '新人券一' }), await launched(shop, owner, forNew)]
  pack = [a.id, b.id].sort()
})
afterAll(() => shop.close())

const packOf = async (memberId: string): Promise<string[]> => {
  await shop.settle()
  const rows = await shop.database.rows<{ id: string }>(
    `select template_id as id from coupons where member_id = $1 and way = 'new_member' order by template_id`,
    [memberId],
  )
  return rows.map(({ id }) => id)
}
const outcomeOf = async (memberId: string): Promise<string | undefined> =>
  (await shop.database.maybe<{ outcome: string }>('select outcome from newcomers where member_id = $1', [memberId]))
    ?.outcome

describe('who joins', () => {
  it('gets one of each, and none by coming again', async () => {
    const phone = newPhone()
    const { memberId } = sessionIn(await people.bySms(phone))
    expect(await packOf(memberId)).toEqual(pack)
    shop.clock.set(addDays(shop.clock.now(), 1))
    expect(sessionIn(await people.bySms(phone)).memberId).toBe(memberId)
    expect(await packOf(memberId)).toEqual(pack)
    owner = await operatorOf(shop)
  })

  it('gets it by a platform’s account as well, without a phone', async () => {
    const { memberId } = sessionIn(await people.byWeixin('newcomer-openid'))
    expect(await packOf(memberId)).toEqual(pack)
    expect(await outcomeOf(memberId)).toBe('new')
  })

  it('gets nothing where the phone or the account was seen under another name', async () => {
    const phone = newPhone()
    const first = sessionIn(await people.bySms(phone)).memberId
    expect(await packOf(first)).toEqual(pack)
    // The account is gone, whatever way a later release takes it; its number is free to join anew.
    await shop.database.execute(
      'update members set phone_enc = null, phone_bidx = null, phone_proven_at = null where id = $1',
      [first],
    )
    shop.clock.set(addMs(shop.clock.now(), 2 * minuteMs))
    const again = sessionIn(await people.bySms(phone)).memberId
    expect(again).not.toBe(first)
    expect(await packOf(again)).toEqual([])
    expect(await outcomeOf(again)).toBe('seen_before')

    const by = sessionIn(await people.byWeixin('openid-that-moves')).memberId
    expect(await packOf(by)).toEqual(pack)
    await shop.database.execute('delete from member_identities where member_id = $1', [by])
    const moved = sessionIn(await people.byWeixin('openid-that-moves')).memberId
    expect([moved === by, await packOf(moved)]).toEqual([false, []])
  })

  it('gets what is left when one of the pack is gone, stopped or over', async () => {
    const { id, version } = await owner.coupons.template({ params: { id: pack[0] ?? '' } })
    await owner.coupons.stop({ params: { id }, body: { version } })
    const last = await launched(shop, owner, {
      ...{ way: 'new_member', listed: false, total: 1 },
      claimUntilAt: isoOf(addDays(shop.clock.now(), 1)),
    })
    const [one, two] = [sessionIn(await people.bySms(newPhone())), sessionIn(await people.bySms(newPhone()))]
    const given = [await packOf(one.memberId), await packOf(two.memberId)]
    expect(given.flat().sort()).toEqual([pack[1], pack[1], last.id].sort())
    await expectSoundShop(shop)
  })
})
