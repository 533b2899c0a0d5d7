import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ReconcileDays } from '../../src/modules/payment/bills/reconcile-days.js'
import { expectSoundShop, operatorOf } from '../support/buying.js'
import { ReconDesk } from '../support/recon-desk.js'
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
})
