import type { MigrationInterface } from 'typeorm'

/**
 * An incident of reconciliation belongs to its difference, not only to a number: what a bill and the flow of the account say of one
 * number are two tasks, and whoever settles one of them has not looked at the other.
 */
export class PaymentIncidentsOfDifferences1700000000386 implements MigrationInterface {
  async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    await runner.query(COLUMN)
    await runner.query(TOLD)
    await runner.query(UNTOLD)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}

const COLUMN = `
  alter table payment_incidents add column difference_id uuid references recon_breaks (id);
  drop index payment_incidents_open;
  create unique index payment_incidents_open on payment_incidents (kind, reference, difference_id) nulls not distinct where resolved_at is null;
  create index payment_incidents_of_difference on payment_incidents (difference_id) where difference_id is not null;`

/** What is open tells of which difference it was opened. */
const TOLD = `
  update payment_incidents x set difference_id = b.id from recon_breaks b join bill_files f on f.id = b.file_id
   where x.resolved_at is null and b.state in ('open', 'proposed') and x.reference = b.number
     and (x.kind = 'mismatch' and x.details ->> 'flow' = f.bill_date::text and x.details ->> 'kind' = b.kind
       or x.kind in ('mismatch', 'unknown_number') and x.details ->> 'bill' = f.bill_date::text and x.details ->> 'verdict' = b.kind
       or x.kind = 'outcome_unknown' and x.details ->> 'missing' = 'bill' and b.kind = 'short');`

/** Differences that were told under the incident of another, or lost theirs with it. */
const UNTOLD = `
  insert into payment_incidents (id, kind, reference, details, opened_at, difference_id)
  select gen_random_uuid(), case b.kind when 'long' then 'unknown_number' when 'short' then 'outcome_unknown' else 'mismatch' end, b.number,
         case when b.kind = 'short' then jsonb_build_object('missing', 'bill', 'channelSaid', b.channel_said)
              when b.kind in ('uncovered', 'flow_amount', 'flow_fee', 'flow_other')
                then jsonb_build_object('flow', f.bill_date, 'flowFen', b.bill_fen, 'bookedFen', b.own_fen, 'kind', b.kind)
              else jsonb_build_object('bill', f.bill_date, 'billFen', b.bill_fen, 'ownFen', b.own_fen, 'verdict', b.kind) end,
         b.found_at, b.id
    from recon_breaks b join bill_files f on f.id = b.file_id
   where b.state in ('open', 'proposed') and b.kind not in ('fee', 'suspense')
     and not exists (select 1 from payment_incidents x where x.difference_id = b.id and x.resolved_at is null);`
