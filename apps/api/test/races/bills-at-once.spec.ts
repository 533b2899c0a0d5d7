import { newId } from '@jishi/kernel/id'
import { addShopDays, isoOf } from '@jishi/kernel/time'
import { eventually } from '@jishi/testing/settle'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ReconcileDays } from '../../src/modules/payment/bills/reconcile-days.js'
import { expectSoundShop, operatorOf } from '../support/buying.js'
import { ReconDesk, type PaidAttempt } from '../support/recon-desk.js'
import { SLOW_MACHINE } from '../support/slow-machine.js'
import { startWholeShop, type WholeShop } from '../support/whole-shop.js'

let shop: WholeShop
let desk: ReconDesk

beforeAll(async () => {
  shop = await startWholeShop({ env: SLOW_MACHINE })
  desk = await ReconDesk.open(shop)
})
beforeEach(() => desk.next())
afterAll(async () => {
  await shop.sweep()
  await expectSoundShop(shop)
  await shop.close()
})

const count = (sql: string, values: readonly string[]): Promise<number> =>
  shop.database.one<{ n: number }>(`select count(*) as n from ${sql}`, values).then(({ n }) => n)

const fulfilled = <T>(all: readonly PromiseSettledResult<T>[]): number =>
  all.filter(({ status }) => status === 'fulfilled').length

describe('bills at once', () => {
  it('many runs of one day keep one bill, one answer a row and one posting each', async () => {
    const paid = await desk.pay()
    const other = await desk.pay()
    await desk.plant({ kind: 'amount', number: other.attemptNo, fen: 7 })
    await desk.morning()
    const client = await operatorOf(shop, ['finance'])
    const { id } = await desk.dayOf(client)
    const days = shop.get(ReconcileDays)
    await Promise.allSettled(Array.from({ length: 6 }, () => days.run({ fileId: id })))
    expect(await count(`bill_rows where file_id = $1`, [id])).toBe(2)
    expect(await count(`recon_breaks where file_id = $1`, [id])).toBe(1)
    const posted = `ledger_txns t join bill_rows r on t.reference = r.id::text where t.kind = 'bill.settled' and r.attempt_no = $1`
    expect(await count(posted, [paid.attemptNo])).toBe(1)
    expect(await desk.dayOf(client)).toMatchObject({
      state: 'reconciled',
      matched: 1,
      differences: { all: 1, open: 1 },
    })
  })

  it('one of many proposals counts, and one of many approvals posts', async () => {
    const paid = await desk.pay()
    await desk.plant({ kind: 'amount', number: paid.attemptNo, fen: -30 })
    await desk.morning()
    const makers = await Promise.all([operatorOf(shop, ['finance']), operatorOf(shop, ['finance'])])
    const checker = await operatorOf(shop, ['operations'])
    const [found] = await desk.differences(checker)
    const params = { id: found?.id ?? '' }
    const body = { action: 'write_off', reason: '渠道少收' } as const
    const proposed = await Promise.allSettled(makers.map((maker) => maker.reconciliation.propose({ params, body })))
    expect(fulfilled(proposed)).toBe(1)
    const approved = await Promise.allSettled(
      Array.from({ length: 10 }, () => checker.reconciliation.approve({ params })),
    )
    expect(fulfilled(approved)).toBe(1)
    const adjusted = `ledger_txns t join recon_resolutions x on t.reference = x.id::text where t.kind = 'bill.adjusted' and x.break_id = $1`
    expect(await count(adjusted, [params.id])).toBe(1)
    expect(await count(`recon_resolutions where break_id = $1`, [params.id])).toBe(1)
  })

  it('#36 what turns up in a bill while somebody proposes to write it off is booked once', async () => {
    const { paid, found } = await missing()
    await desk.next()
    await desk.plant({ kind: 'long', number: paid.attemptNo, fen: paid.amountFen })
    await desk.at(addShopDays(desk.day, 1), 10.5)
    const [maker, checker] = [await operatorOf(shop, ['finance']), await operatorOf(shop, ['operations'])]
    const params = { id: found }
    const body = { action: 'write_off', reason: '渠道没有这笔钱' } as const
    let [proposed, matched]: Promise<unknown>[] = []
    await shop.database.transaction(async (tx) => {
      // The proposal has said its word and is stopped before its last one; the bill's row comes meanwhile.
      await tx.execute(`lock table audit_log in exclusive mode`)
      proposed = maker.reconciliation.propose({ params, body })
      await eventually(async () => (await waiting()) >= 1)
      matched = shop.sweep('payment.bills')
      await eventually(async () => (await waiting()) >= 2)
    })
    await Promise.all([proposed, matched])
    await shop.settle()
    await checker.reconciliation.approve({ params })
    const [turnedUp] = await desk.differences(checker)
    expect(turnedUp).toMatchObject({ number: paid.attemptNo, billFen: paid.amountFen, ownFen: null })
    const second = { params: { id: turnedUp?.id ?? '' } }
    await maker.reconciliation.propose({ ...second, body })
    await checker.reconciliation.approve(second)
    const cleared = `ledger_entries e join ledger_txns t on t.id = e.txn_id where e.account_code = 'clearing' and e.owner = 'wechat_h5'
      and (t.reference in (select id::text from bill_rows where attempt_no = $1)
        or t.reference in (select x.id::text from recon_resolutions x join recon_breaks b on b.id = x.break_id where b.number = $1))`
    expect(await count(cleared, [paid.attemptNo])).toBe(1)
  })

  it('what was put in suspense behind the back of the bill that has it is told to nobody', async () => {
    const paid = await desk.pay()
    await desk.morning()
    const { day } = desk
    await desk.next()
    await desk.morning()
    const client = await operatorOf(shop, ['finance'])
    const { id } = await desk.dayOf(client, day)
    // As the run of its day would have it, had it looked before the bill was matched and written after it.
    await shop.database.execute(
      `insert into recon_breaks (id, file_id, kind, subject, number, attempt_id, own_fen, state, found_at)
       select $1, $2, 'suspense', 'payment', attempt_no, id, amount_fen, 'open', $3 from payment_attempts where attempt_no = $4`,
      [newId(shop.clock), id, isoOf(shop.clock.now()), paid.attemptNo],
    )
    await shop.sweep('payment.bills')
    await shop.settle()
    expect(await desk.differences(client, day)).toMatchObject([{ kind: 'suspense', state: 'cleared' }])
    expect(await count(`payment_incidents where reference = $1`, [paid.attemptNo])).toBe(0)
  })
})

/** Of a payment that is in neither its own day's bill nor the next one's. */
async function missing(): Promise<{ paid: PaidAttempt; found: string }> {
  const paid = await desk.pay()
  await desk.pay()
  const { day } = desk
  await desk.plant({ kind: 'short', number: paid.attemptNo })
  await desk.morning()
  await desk.next()
  await desk.morning()
  const [found] = await desk.differences(await operatorOf(shop, ['finance']), day)
  expect(found).toMatchObject({ kind: 'short', state: 'open' })
  return { paid, found: found?.id ?? '' }
}

const waiting = (): Promise<number> =>
  count(`pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`, [])
