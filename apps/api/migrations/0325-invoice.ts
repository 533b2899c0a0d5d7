import type { MigrationInterface, QueryRunner } from 'typeorm'
import { appendOnly } from '../src/infra/database/append-only.js'

/**
 * Invoices 发票: who they are made out to, where each stands, every step, and the numbers the tax bureau gave, each of which
 * exists once. Names, tax numbers and mail addresses are sealed. Orders are known by their ids only.
 */
export class Invoice1700000000325 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TITLES)
    await runner.query(INVOICES)
    await runner.query(`
      insert into role_permissions (role_code, permission)
        select r.role_code, unnest(string_to_array(r.permissions, ' ')) from (values
          ('operations', 'invoice.read invoice.issue'),
          ('finance', 'invoice.read invoice.issue'),
          ('service', 'invoice.read')
        ) as r (role_code, permissions) join roles on roles.code = r.role_code
      on conflict do nothing`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}

/** The row of a book is what its member's titles are counted on and locked by. */
const TITLES = `
  create table invoice_title_books (
    member_id uuid primary key,
    titles integer not null constraint invoice_title_books_titles_range check (titles between 0 and 20)
  );
  create table invoice_titles (
    id uuid primary key,
    member_id uuid not null constraint invoice_titles_book_exists references invoice_title_books (member_id),
    holder_enc text not null,
    holder_bidx bytea not null,
    is_default boolean not null,
    created_at timestamptz not null,
    constraint invoice_titles_once unique (member_id, holder_bidx)
  );
  create unique index invoice_titles_one_default on invoice_titles (member_id) where is_default;
`

const INVOICES = `
  create table invoices (
    id uuid primary key,
    order_id uuid not null,
    order_no text not null,
    member_id uuid not null,
    kind text not null constraint invoices_kind_known check (kind in ('personal', 'company')),
    buyer_enc text not null,
    state text not null constraint invoices_state_known check (state in
      ('requested', 'issuing', 'issued', 'reversing', 'reversed', 'refused', 'withdrawn', 'dropped')),
    -- how many steps it has taken; the number of its last event
    version integer not null constraint invoices_version_positive check (version > 0),
    amount_fen bigint not null constraint invoices_amount_positive check (amount_fen > 0),
    -- until when it should be issued; nothing is due before the goods were received
    due_at timestamptz,
    document_key text,
    document_type text,
    link text,
    resend_asked_at timestamptz,
    resent_at timestamptz,
    replaces_id uuid constraint invoices_replaced_exists references invoices (id)
      constraint invoices_replaced_once unique,
    created_at timestamptz not null,
    constraint invoices_document_whole check
      ((document_key is null) = (document_type is null) and document_type in ('pdf', 'ofd')),
    constraint invoices_link_safe check (link ~ '^https://' and length(link) <= 500),
    constraint invoices_issued_documented check
      (state not in ('issued', 'reversing', 'reversed') or document_key is not null or link is not null)
  );
  create unique index invoices_live_once on invoices (order_id)
    where state in ('requested', 'issuing', 'issued', 'reversing');
  create index invoices_of_order on invoices (order_id, created_at desc, id desc);
  create index invoices_of_member on invoices (member_id, created_at desc, id desc);
  create index invoices_by_state on invoices (state, created_at desc, id desc);
  create index invoices_by_time on invoices (created_at desc, id desc);
  create index invoices_by_order_no on invoices (order_no);
  create index invoices_due on invoices (due_at) where state in ('requested', 'issuing');
  create index invoices_to_resend on invoices (created_at desc, id desc)
    where state = 'issued' and resend_asked_at is not null and (resent_at is null or resent_at < resend_asked_at);

  create table invoice_numbers (
    number text primary key constraint invoice_numbers_form check (number ~ '^([0-9]{18}|[0-9]{20})$'),
    invoice_id uuid not null constraint invoice_numbers_invoice_exists references invoices (id),
    colour text not null constraint invoice_numbers_colour_known check (colour in ('blue', 'red')),
    issued_on date not null,
    constraint invoice_numbers_one_a_colour unique (invoice_id, colour)
  );
  ${appendOnly('invoice_numbers')}

  create table invoice_events (
    invoice_id uuid not null constraint invoice_events_invoice_exists references invoices (id),
    seq integer not null constraint invoice_events_seq_positive check (seq > 0),
    action text not null,
    from_state text,
    to_state text not null,
    actor_kind text not null constraint invoice_events_actor_known check (actor_kind in ('member', 'operator', 'system')),
    actor_id uuid,
    amount_fen bigint not null,
    note_enc text,
    happened_at timestamptz not null,
    primary key (invoice_id, seq),
    constraint invoice_events_first_is_asked check ((seq = 1) = (from_state is null))
  );
  ${appendOnly('invoice_events')}
`
