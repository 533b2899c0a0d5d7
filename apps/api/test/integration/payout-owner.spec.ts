import { fen } from '@jishi/kernel/money'
import { hourMs, minuteMs } from '@jishi/kernel/time'
import { parallel } from '@jishi/testing/race'
import { eventually } from '@jishi/testing/settle'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EventMap } from '../../src/infra/outbox/event-map.js'
import { credit, debit, LedgerFacade, type Account } from '../../src/modules/ledger/index.js'
import { expectSoundShop, freshKey, operatorOf } from '../support/buying.js'
import { passTime } from '../support/payment-facts.js'
import { payOutTo, payoutFacts, TO_A_NAME, type MadePayout } from '../support/payout-desk.js'
import { arrive } from '../support/shop-desk.js'
import { shopperOf, type Shopper } from '../support/shopper.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

/**
 * What payment owes whoever has a payout made: money set aside in the Tx that records it, and one word of how it ended. A failure
 * posts nothing here, for nothing left; the owner mirrors what it posted. There is no owner yet, so this one stands for it: it
 * knows the two events and nothing else of payment.
 */
type Told = 'payment.payout_succeeded' | 'payment.payout_failed'
type Word = { [Name in Told]: { name: Name; payload: EventMap[Name] } }[Told]

const [AMOUNT_FEN, TAX_FEN] = [5_000, 800]

let shop: WholeShop
let ann: Shopper
let people = 0

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
})
afterAll(async () => {
  await shop.sweep()
  await arrive(shop)
  await expectSoundShop(shop)
  await shop.close()
})
beforeEach(async () => {
  await shop.simulator.setFaults()
  ann = await shopperOf(shop, `138000648${String((people += 1)).padStart(2, '0')}`)
})

const words = (payout: MadePayout): Promise<Word[]> =>
  shop.database.rows(
    `select name, payload from outbox where name like 'payment.payout_%' and payload ->> 'payoutId' = $1 order by seq`,
    [payout.payoutId],
  )
/** The owner's own books: set free once, whatever is heard however often. */
const owner = async (word: Word): Promise<void> => {
  if (word.name !== 'payment.payout_failed') return
  const { payoutNo, memberId, amountFen } = word.payload
  await shop.database.transaction(async (tx) => {
    // Whoever delivers an event does so once; here the payout's row stands for that.
    await tx.one(`select 1 as held from payouts where payout_no = $1 for update`, [payoutNo])
    const known = await tx.maybe(`select 1 as known from ledger_txns where kind = 'test.set_free' and reference = $1`, [
      payoutNo,
    ])
    if (known !== undefined) return
    await shop.get(LedgerFacade).post(tx, {
      ...{ kind: 'test.set_free', reference: payoutNo, memberId },
      legs: [
        debit(`commission_withdrawing:${memberId}`, fen(amountFen)),
        credit(`commission_available:${memberId}`, fen(amountFen)),
      ],
    })
  })
}
const balance = async (account: Account): Promise<number> => {
  const [code, of = ''] = account.split(':')
  return (
    await shop.database.one<{ fen: number }>(
      `select coalesce(sum(amount_fen), 0)::bigint as fen from ledger_entries where account_code = $1 and owner = $2`,
      [code ?? '', of],
    )
  ).fen
}
/** Nothing is set aside any more, and it stands where it should. */
const expectBooks = async (freeFen: number): Promise<void> => {
  expect(await balance(`commission_withdrawing:${ann.memberId}`)).toBe(0)
  expect(await balance(`commission_available:${ann.memberId}`)).toBe(freeFen === 0 ? 0 : -freeFen)
}
const comesTo = (payout: MadePayout, state: string): Promise<void> =>
  eventually(async () => {
    await shop.sweep('payment.payouts')
    await arrive(shop)
    if ((await payoutFacts(shop, payout)).state === state) return true
    await passTime(shop, hourMs)
    return false
  })
const sent = async (over: Parameters<typeof payOutTo>[2] = {}): Promise<MadePayout> => {
  const payout = await payOutTo(shop, ann, { amountFen: fen(AMOUNT_FEN), taxWithheldFen: fen(TAX_FEN), ...over })
  await arrive(shop)
  return payout
}

/** Every way in which a payout comes to nothing, and the word for it. */
const ENDS: Readonly<Record<string, { outcome: 'failed' | 'cancelled'; ends: () => Promise<MadePayout> }>> = {
  'its payee refuses it': {
    outcome: 'failed',
    ends: async () => {
      const payout = await sent()
      await shop.simulator.failTransfer(payout.payoutNo)
      return payout
    },
  },
  'an operator gives it up': {
    outcome: 'cancelled',
    ends: async () => {
      const payout = await sent()
      const desk = await operatorOf(shop)
      const body = { note: '会员来电' }
      await desk.payout.cancel({ params: { id: payout.payoutId }, body, idempotencyKey: freshKey() })
      return payout
    },
  },
  'the channel never heard of it and it is given up': {
    outcome: 'cancelled',
    ends: async () => {
      await shop.simulator.setFaults({ channel: 'wechat', operation: 'transfer', kind: 'lose', times: 99 })
      const payout = await sent()
      const desk = await operatorOf(shop)
      const body = { note: '渠道没有这笔' }
      await desk.payout.cancel({ params: { id: payout.payoutId }, body, idempotencyKey: freshKey() })
      await passTime(shop, minuteMs)
      return payout
    },
  },
  'it fails at Alipay': {
    outcome: 'failed',
    ends: async () => {
      await shop.simulator.setFaults({ channel: 'alipay', operation: 'transfer', kind: 'abnormal', times: 1 })
      const payout = await sent(TO_A_NAME)
      await shop.simulator.failTransfer(payout.payoutNo)
      return payout
    },
  },
}

describe('the owner of a payout', () => {
  it.each(Object.entries(ENDS))(
    'hears once that %s, and can set free what it set aside',
    async (_, { outcome, ends }) => {
      const payout = await ends()
      await comesTo(payout, outcome)
      const [word, ...others] = await words(payout)
      expect(others).toEqual([])
      expect(word).toEqual({
        name: 'payment.payout_failed',
        payload: {
          ...{ payoutId: payout.payoutId, payoutNo: payout.payoutNo, subject: payout.order.subject, outcome },
          // All that was set aside: no tax is kept of what never left.
          ...{ memberId: ann.memberId, amountFen: AMOUNT_FEN, reason: expect.stringMatching(/./) as string },
        },
      })
      // Payment itself has moved nothing.
      expect((await payoutFacts(shop, payout)).paid).toEqual({})
      expect(await balance(`commission_withdrawing:${ann.memberId}`)).toBe(-AMOUNT_FEN)
      if (word === undefined) return
      const { rejected } = await parallel(3, () => owner(word))
      expect(rejected).toEqual([])
      await expectBooks(AMOUNT_FEN)
      // Asking again tells nothing again.
      await passTime(shop, hourMs)
      await shop.sweep('payment.payouts')
      await arrive(shop)
      expect(await words(payout)).toHaveLength(1)
    },
  )

  it('hears once that it arrived, with the tax that was kept, and has nothing to set free', async () => {
    const payout = await sent()
    await shop.simulator.confirmTransfer(payout.payoutNo)
    await comesTo(payout, 'succeeded')
    expect(await words(payout)).toEqual([
      {
        name: 'payment.payout_succeeded',
        payload: {
          ...{ payoutId: payout.payoutId, payoutNo: payout.payoutNo, subject: payout.order.subject, channel: 'wechat' },
          ...{ memberId: ann.memberId, amountFen: AMOUNT_FEN, taxWithheldFen: TAX_FEN },
        },
      },
    ])
    for (const word of await words(payout)) await owner(word)
    await expectBooks(0)
  })

  it('hears nothing while nobody knows how it ends', async () => {
    const payout = await sent()
    await passTime(shop, hourMs)
    await shop.sweep('payment.payouts')
    await arrive(shop)
    expect([(await payoutFacts(shop, payout)).state, await words(payout)]).toEqual(['awaiting', []])
    expect(await balance(`commission_withdrawing:${ann.memberId}`)).toBe(-AMOUNT_FEN)
  })
})
