import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MergeMembers } from '../../src/modules/identity/merge-members.js'
import { codeOf, expectSoundShop } from '../support/buying.js'
import { claim, heldBy, launched, sleeplessPeople, type SleeplessPeople } from '../support/coupon-desk.js'
import { Refused, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let owner: ShopClient
let people: SleeplessPeople

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  people = sleeplessPeople(shop, '138006')
  owner = people.operator()
})
afterAll(() => shop.close())

const merge = (from: Shopper, into: Shopper): Promise<boolean> =>
  shop.database.transaction((tx) =>
    shop.get(MergeMembers).run(tx, { from: from.memberId, into: into.memberId, cause: 'identity' }),
  )
const journalOf = ({ memberId }: Shopper) =>
  shop.database.one<{ moved: object }>('select moved from merge_journal where from_member_id = $1', [memberId])
const idsOf = async (who: Shopper) => (await heldBy(who)).map(({ id }) => id).sort()
const couponsOf = ({ memberId }: Shopper, templateId: string) =>
  shop.database.rows<{ state: string; ordinal: number }>(
    'select state, ordinal from coupons where member_id = $1 and template_id = $2 order by ordinal',
    [memberId, templateId],
  )

describe('coupons of two accounts that become one', () => {
  it('go along with their days, and count for whoever has them now', async () => {
    const [old, mine] = [await people.someone(), await people.someone()]
    const { id } = await launched(shop, owner, { perMember: 3 })
    const kept = [(await claim(old, id)).id, (await claim(old, id)).id, (await claim(mine, id)).id].sort()
    expect(await merge(old, mine)).toBe(true)
    expect(await idsOf(mine)).toEqual(kept)
    expect(await couponsOf(mine, id)).toEqual([1, 2, 3].map((ordinal) => ({ state: 'held', ordinal })))
    expect(await codeOf(claim(mine, id))).toBe('COUPON_LIMIT')
    expect(await journalOf(old)).toEqual({ moved: { coupons: { moved: 2, over: 0 } } })
    expect((await owner.coupons.template({ params: { id } })).claimed).toBe(3)
  })

  it('are no more than one person may have: the rest is revoked, of each template by itself', async () => {
    const [old, mine] = [await people.someone(), await people.someone()]
    const [once, twice] = [await launched(shop, owner), await launched(shop, owner, { perMember: 2 })]
    for (const who of [old, mine]) await claim(who, once.id)
    const older = await claim(old, twice.id)
    const newer = await claim(old, twice.id)
    await claim(mine, twice.id)
    await merge(old, mine)
    expect(await idsOf(mine)).toContain(newer.id)
    expect(await idsOf(mine)).not.toContain(older.id)
    expect(await couponsOf(old, once.id)).toEqual([{ state: 'revoked', ordinal: 1 }])
    expect(await couponsOf(old, twice.id)).toEqual([{ state: 'revoked', ordinal: 1 }])
    expect(await journalOf(old)).toEqual({ moved: { coupons: { moved: 1, over: 2 } } })
  })

  it('are counted right while the account that stays claims at the same time', async () => {
    for (let round = 0; round < 4; round += 1) {
      const [old, mine] = [await people.someone(), await people.someone()]
      const { id } = await launched(shop, owner, { perMember: 2 })
      await claim(old, id)
      const { rejected } = await parallel<unknown>(4, (n) => (n === 0 ? merge(old, mine) : claim(mine, id)))
      const codes = rejected.map((error) => (error instanceof Refused ? error.body.code : String(error)))
      expect(codes.filter((code) => code !== 'COUPON_LIMIT')).toEqual([])
      expect((await couponsOf(mine, id)).map(({ ordinal }) => ordinal)).toEqual([1, 2])
    }
  })

  it('leave a sound shop', () => expectSoundShop(shop))
})
