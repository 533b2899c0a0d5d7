import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectSoundShop, operatorOf, patiently } from '../support/buying.js'
import { answer, sayMore, tell } from '../support/service-desk.js'
import { shopperOf, type Refused, type ShopClient, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let operator: ShopClient
let ann: Shopper
let ben: Shopper

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  operator = await operatorOf(shop)
  ann = await shopperOf(shop, '13800096001')
  ben = await shopperOf(shop, '13800096002')
})
afterAll(() => shop.close())

const codesOf = (rejected: readonly unknown[]): string[] => [
  ...new Set(rejected.map((error) => (error as Refused).body.code)),
]

describe('feedbacks at once', () => {
  it('ten of one member on one day are five', async () => {
    const { fulfilled, rejected } = await parallel(10, () => patiently(() => tell(ann)))
    expect(fulfilled).toHaveLength(5)
    expect(codesOf(rejected)).toEqual(['FEEDBACK_LIMIT'])
    expect((await ann.api.feedback.mine({ query: {} })).items).toHaveLength(5)
  })

  it('operators who answer the same words answer once', async () => {
    const { id } = await tell(ben)
    const { version } = await operator.feedback.detail({ params: { id } })
    const { fulfilled, rejected } = await parallel(6, (n) =>
      patiently(() => operator.feedback.answer({ params: { id }, body: { body: `答复 ${n}`, version } })),
    )
    expect(fulfilled).toHaveLength(1)
    expect(codesOf(rejected)).toEqual(['VERSION_CONFLICT'])
    expect((await ben.api.feedback.one({ params: { id } })).messages).toHaveLength(2)
  })

  it('an end and more words take turns: whichever comes first, nothing is lost', async () => {
    const { id } = await tell(ben)
    const { version } = await answer(operator, id)
    const { rejected } = await parallel(6, (n): Promise<unknown> =>
      n === 2
        ? patiently(() => operator.feedback.close({ params: { id }, body: { version } }))
        : patiently(() => sayMore(ben, id, `还有 ${n}`)),
    )
    const { state, messages } = await operator.feedback.detail({ params: { id } })
    const said = messages.length - 2
    const closed = state === 'closed'
    // Closed at first, everything behind it is refused; else the words move it on and the close saw an older one.
    expect(rejected).toHaveLength(closed ? 5 - said : 1)
    expect(codesOf(rejected)).toEqual(closed ? ['FEEDBACK_ACTION_NOT_ALLOWED'] : ['VERSION_CONFLICT'])
  })

  it('leaves a sound shop', async () => {
    await expectSoundShop(shop)
  })
})
