import { Inject, Injectable } from '@nestjs/common'
import { present } from '@jishi/kernel/assert'
import { newId } from '@jishi/kernel/id'
import { isoOf, startOfShopDay, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import { Incidents } from '../incidents.js'
import { AskAbout } from './ask-about.js'
import { BillBooks } from './bill-books.js'
import { heldRow, rowsStillOpen, rowsToMatch, type BillFile, type StagedRow } from './bill.store.js'
import { agreedFeeFen, judge, type OwnFacts, type Verdict } from './domain/judge.js'
import { settlingLegs } from './domain/legs.js'
import { MissingPayments } from './missing-payments.js'

const BATCH = 200

const ownOf = (row: StagedRow): OwnFacts | undefined =>
  row.ownFen === null
    ? undefined
    : {
        succeeded: row.ownState === 'succeeded',
        amountFen: row.ownFen,
        channelTxn: row.ownTxn,
        spoken: row.spoken,
      }

const numberOf = (row: StagedRow): string => row.refundNo ?? row.attemptNo

/** Gives every row of a staged bill its answer: it fits and is posted, or it is a difference. Each row once, whoever comes again. */
@Injectable()
export class MatchRows {
  constructor(
    private readonly database: Database,
    private readonly books: BillBooks,
    private readonly asking: AskAbout,
    private readonly incidents: Incidents,
    private readonly missing: MissingPayments,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(file: BillFile, feeBp: number): Promise<void> {
    for (;;) {
      const rows = await rowsToMatch(this.database, file.id, BATCH)
      if (rows.length === 0) break
      for (const row of rows) await this.match(file, row, feeBp)
    }
  }

  /** Rows that differ and wait for nobody: the channel may answer now, or our books have moved on. */
  async again(file: BillFile, feeBp: number): Promise<void> {
    for (const row of await rowsStillOpen(this.database, file.id)) await this.match(file, row, feeBp)
  }

  private async match(file: BillFile, row: StagedRow, feeBp: number): Promise<void> {
    const first = judge(row, ownOf(row), feeBp)
    const said = first === 'long' && !row.spoken ? await this.ask(file, row) : null
    await this.database.transaction(async (tx) => {
      const held = await heldRow(tx, row.id)
      // Somebody else has answered it meanwhile.
      if (held.outcome !== row.outcome) return
      const verdict = judge(held, ownOf(held), feeBp)
      if (verdict === 'matched') await this.settle(tx, file, held)
      else await this.differ(tx, file, held, { verdict, said, expectedFeeFen: agreedFeeFen(held, feeBp) })
    })
  }

  private ask(file: BillFile, row: StagedRow): Promise<string> {
    const { subject, attemptNo, refundNo, attemptId, channel } = row
    const recordedAt = startOfShopDay(file.day)
    const { merchantId } = file
    return this.asking.run({ subject, attemptNo, refundNo, attemptId, channel, merchantId, recordedAt })
  }

  private async settle(tx: Tx, file: BillFile, row: StagedRow): Promise<void> {
    const now = isoOf(this.clock.now())
    const channel = present(row.channel, `channel of ${row.attemptNo}`)
    await tx.execute(
      `update bill_rows set outcome = 'matched', attempt_id = $2, refund_id = $3, outcome_at = $4 where id = $1`,
      [row.id, row.attemptId, row.refundId, now],
    )
    // Its own difference: the facts have settled it.
    const own = await tx.rows<{ id: string }>(
      `update recon_breaks set state = 'cleared', settled_at = $2 where bill_row_id = $1 and state = 'open' returning id`,
      [row.id, now],
    )
    for (const { id } of own) await this.incidents.settled(tx, id)
    await this.turnedUp(tx, row)
    await this.incidents.resolve(tx, 'unknown_number', numberOf(row))
    await this.books.post(tx, file, {
      kind: 'bill.settled',
      reference: row.id,
      ...(row.memberId === null ? {} : { memberId: row.memberId }),
      legs: settlingLegs({ ...row, wallet: file.wallet }, channel),
    })
  }

  /** What was missing on an earlier day is in this bill, whether or not they agree about it: its difference there is none any more. */
  private async turnedUp(tx: Tx, row: StagedRow): Promise<void> {
    const cleared = await tx.rows<{ id: string; kind: string }>(
      `update recon_breaks set state = 'cleared', settled_at = $3
        where state = 'open' and bill_row_id is null and subject = $4 and attempt_id = $1 and refund_id is not distinct from $2
       returning id, kind`,
      [row.attemptId, row.refundId, isoOf(this.clock.now()), row.subject],
    )
    for (const { id } of cleared) await this.incidents.settled(tx, id)
    const wasShort = row.subject === 'payment' && cleared.some(({ kind }) => kind === 'short')
    if (wasShort) await this.missing.changed(tx, row.attemptNo)
    await this.incidents.resolve(tx, 'outcome_unknown', numberOf(row))
  }

  private async differ(
    tx: Tx,
    file: BillFile,
    row: StagedRow,
    {
      verdict,
      said,
      expectedFeeFen,
    }: { verdict: Exclude<Verdict, 'matched'>; said: string | null; expectedFeeFen: number },
  ): Promise<void> {
    const [id, now] = [newId(this.clock), isoOf(this.clock.now())]
    const ours = row.ownState === 'succeeded' && !row.spoken ? row.ownFen : null
    await tx.execute(
      `update bill_rows set outcome = 'differs', attempt_id = $2, refund_id = $3, outcome_at = coalesce(outcome_at, $4) where id = $1`,
      [row.id, row.attemptId, row.refundId, now],
    )
    if (ours !== null) await this.turnedUp(tx, row)
    const found = await tx.execute(
      `insert into recon_breaks (id, file_id, kind, subject, number, bill_row_id, attempt_id, refund_id, bill_fen, own_fen, fee_fen,
                                 expected_fee_fen, channel_said, state, found_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'open', $14) on conflict do nothing`,
      [
        ...[id, file.id, verdict, row.subject, numberOf(row), row.id, row.attemptId, row.refundId],
        ...[row.amountFen, ours, row.feeFen, expectedFeeFen, said, now],
      ],
    )
    if (found === 0) {
      await tx.execute(
        `update recon_breaks set channel_said = coalesce($2, channel_said) where bill_row_id = $1 and state = 'open'`,
        [row.id, said],
      )
      return
    }
    const incident = verdict === 'long' ? 'unknown_number' : 'mismatch'
    if (verdict !== 'fee') {
      const { amountFen: billFen } = row
      await this.incidents.open(tx, incident, numberOf(row), { bill: file.day, billFen, ownFen: ours, verdict }, id)
    }
  }
}
