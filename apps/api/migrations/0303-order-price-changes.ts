import type { MigrationInterface, QueryRunner } from 'typeorm'
import { appendOnly } from '../src/infra/database/append-only.js'

const CHANGES = `
  create table order_price_changes (
    id uuid primary key,
    order_id uuid not null references orders (id),
    member_id uuid not null,
    state text not null constraint order_price_changes_state_known check (
      state in ('proposed', 'in_force', 'replaced', 'refused', 'withdrawn', 'overtaken')),
    -- how many steps it has taken; the number of its last one
    version integer not null default 1 constraint order_price_changes_version_positive check (version > 0),
    maker_id uuid not null,
    checker_id uuid constraint order_price_changes_checked_by_another check (checker_id <> maker_id),
    -- why, in the words of whoever made it, sealed
    reason_enc text not null,
    -- more than one person may decide alone
    needs_second boolean not null,
    payable_before_fen bigint not null,
    payable_after_fen bigint not null,
    -- the receipt and the term it was made against, and those it put in their place
    receipt_before_id uuid not null references price_receipts (id),
    receipt_id uuid references price_receipts (id),
    term_before_id uuid references order_terms (id),
    term_id uuid references order_terms (id) constraint order_price_changes_term_once unique,
    proposed_at timestamptz not null,
    in_force_at timestamptz,
    constraint order_price_changes_payable_not_negative check (least(payable_before_fen, payable_after_fen) >= 0),
    constraint order_price_changes_in_force_has_time check ((state in ('in_force', 'replaced')) = (in_force_at is not null)),
    constraint order_price_changes_in_force_is_whole check (
      num_nulls(receipt_id, term_before_id, term_id) = case when in_force_at is null then 3 else 0 end),
    constraint order_price_changes_second_agreed check (in_force_at is null or not needs_second or checker_id is not null)
  );
  create index order_price_changes_of_order on order_price_changes (order_id, proposed_at desc, id desc);
  create index order_price_changes_of_term_before on order_price_changes (term_before_id) where term_before_id is not null;
  create unique index order_price_changes_one_waits on order_price_changes (order_id) where state = 'proposed';
  create unique index order_price_changes_one_in_force on order_price_changes (order_id) where state = 'in_force';`

const LINES_AND_STEPS = `
  create table order_price_change_lines (
    change_id uuid not null references order_price_changes (id),
    line_id uuid not null references order_lines (id),
    member_id uuid not null,
    -- by what the change before it moved the line, and by what this one moves it: all pieces together, signed
    before_fen bigint not null,
    change_fen bigint not null,
    primary key (change_id, line_id),
    constraint order_price_change_lines_say_something check (before_fen <> 0 or change_fen <> 0)
  );
  create index order_price_change_lines_of_line on order_price_change_lines (line_id);
  ${appendOnly('order_price_change_lines')}

  create table order_price_change_steps (
    change_id uuid not null references order_price_changes (id),
    seq integer not null constraint order_price_change_steps_seq_positive check (seq > 0),
    member_id uuid not null,
    step text not null,
    from_state text,
    to_state text not null,
    actor_kind text not null constraint order_price_change_steps_actor_known check (actor_kind in ('operator', 'system')),
    actor_id uuid,
    note_enc text,
    happened_at timestamptz not null,
    primary key (change_id, seq),
    constraint order_price_change_steps_first_has_no_from check ((seq = 1) = (from_state is null))
  );
  ${appendOnly('order_price_change_steps')}`

/** Changes of what unpaid orders cost: who moved which line by how much and why, who agreed, and what came of it. */
export class OrderPriceChanges1700000000303 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(CHANGES)
    await runner.query(LINES_AND_STEPS)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
