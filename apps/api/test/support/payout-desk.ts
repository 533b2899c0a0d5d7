import type { PayoutState } from '@jishi/contracts/payment/payout.terms'
import { newId } from '@jishi/kernel/id'
import { fen } from '@jishi/kernel/money'
import { credit, debit, LedgerFacade, type Account } from '../../src/modules/ledger/index.js'
import { PayoutFacade, type PayoutOrder, type StartedPayout } from '../../src/modules/payment/index.js'
import type { Shopper } from './shopper.js'
import { alipayCode, authorise } from './wallets.js'
import type { WholeShop } from './whole-shop.js'

export interface MadePayout extends StartedPayout {
  readonly order: PayoutOrder
}

/** A withdrawal as its owner will make it: the money is set aside in the Tx that records the payout. */
export const withdrawalOf = (shop: WholeShop, { memberId }: Shopper, over: Partial<PayoutOrder> = {}): PayoutOrder => ({
  subject: { kind: 'withdrawal', id: newId(shop.clock) },
  memberId,
  method: 'wechat',
  amountFen: fen(5_000),
  debitAccount: `commission_withdrawing:${memberId}`,
  description: '佣金提现',
  ...over,
})

/** Nobody has to be known anywhere for it. */
export const TO_A_NAME = { method: 'alipay', alipayLogonId: '13800000000', realName: '林小满' } as const

/** Known at the wallet it is paid in. */
export const known = async (shop: WholeShop, who: Shopper, method: PayoutOrder['method'] = 'wechat'): Promise<void> => {
  if (method === 'wechat') await authorise(shop, who, 'wechat_mp').catch(() => null)
  else {
    const { code } = await alipayCode(shop)
    await who.api.identity.linkIdentity({ body: { method: 'alipay', code } })
  }
}

export const setAside = (shop: WholeShop, order: PayoutOrder): Promise<StartedPayout> =>
  shop.database.transaction(async (tx) => {
    const started = await shop.get(PayoutFacade).payOut(tx, order)
    const first = await tx.maybe(`select 1 as posted from ledger_txns where kind = 'test.earned' and reference = $1`, [
      order.subject.id,
    ])
    if (first === undefined)
      await shop.get(LedgerFacade).post(tx, {
        kind: 'test.earned',
        reference: order.subject.id,
        memberId: order.memberId,
        legs: [debit('commission', order.amountFen), credit(order.debitAccount, order.amountFen)],
      })
    return started
  })

/** Recorded, and sent by the worker where there is one. */
export const payOutTo = async (shop: WholeShop, who: Shopper, over: Partial<PayoutOrder> = {}): Promise<MadePayout> => {
  if (over.alipayLogonId === undefined) await known(shop, who, over.method)
  const order = withdrawalOf(shop, who, over)
  return { ...(await setAside(shop, order)), order }
}

/** What the books say of a payout, for tests that count effects. */
export interface PayoutFacts {
  readonly state: PayoutState
  readonly steps: readonly string[]
  readonly paid: Readonly<Record<string, number>>
  readonly told: readonly string[]
  readonly incidents: readonly string[]
  readonly notices: readonly string[]
}

export const payoutFacts = async (shop: WholeShop, { payoutId, payoutNo }: StartedPayout): Promise<PayoutFacts> => {
  const { database } = shop
  const words = async (text: string, value: string): Promise<string[]> =>
    (await database.rows<{ word: string }>(text, [value])).map(({ word }) => word)
  const { state } = await database.one<{ state: PayoutState }>('select state from payouts where id = $1', [payoutId])
  const legs = await database.rows<{ account: Account; amountFen: number }>(
    `select e.account_code || case when e.owner = '' then '' else ':' || e.owner end as account, e.amount_fen as "amountFen"
       from ledger_txns t join ledger_entries e on e.txn_id = t.id where t.kind = 'payout.paid' and t.reference = $1`,
    [payoutNo],
  )
  return {
    state,
    steps: await words('select state as word from payout_steps where payout_id = $1 order by id', payoutId),
    paid: Object.fromEntries(legs.map(({ account, amountFen }) => [account.replace(/:.{30,}$/, ''), amountFen])),
    told: await words(
      `select name as word from outbox where name like 'payment.payout_%' and payload->>'payoutNo' = $1 order by seq`,
      payoutNo,
    ),
    incidents: await words(
      `select kind as word from payment_incidents where resolved_at is null and reference = $1 order by kind`,
      payoutNo,
    ),
    notices: await words(
      `select effect as word from payment_notices where kind = 'payout' and number = $1 order by received_at`,
      payoutNo,
    ),
  }
}

/** Of three withdrawals one has arrived less its tax, one came to nothing and one waits for its payee. */
export const payoutsLivedIn = async (shop: WholeShop, who: Shopper): Promise<void> => {
  const arrive = async (): Promise<void> => {
    await shop.settle()
    await shop.simulator.settled()
    await shop.settle()
  }
  const arrived = await payOutTo(shop, who, { taxWithheldFen: fen(800) })
  const failed = await payOutTo(shop, who)
  await arrive()
  await shop.simulator.confirmTransfer(arrived.payoutNo)
  await shop.simulator.failTransfer(failed.payoutNo)
  await arrive()
  await payOutTo(shop, who)
  await arrive()
}
