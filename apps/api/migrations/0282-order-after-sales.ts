import type { MigrationInterface, QueryRunner } from 'typeorm'
import { appendOnly } from '../src/infra/database/append-only.js'

/** After-sales with their lines, what both sides said, each step, and the parcel that goes back; and who may see to them. */
export class OrderAfterSales1700000000282 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table after_sales (
        id uuid primary key,
        after_sale_no text not null constraint after_sales_no_once unique,
        order_id uuid not null references orders (id),
        member_id uuid not null,
        kind text not null constraint after_sales_kind_known check (kind in ('refund_only', 'return_refund')),
        state text not null constraint after_sales_state_known check (state in (
          'requested', 'evidence_asked', 'awaiting_return', 'returning', 'refunding', 'refused', 'arbitrating', 'done', 'withdrawn', 'closed')),
        version integer not null default 1,
        reason text not null,
        asked_fen bigint not null constraint after_sales_asked_not_negative check (asked_fen >= 0),
        agreed_fen bigint constraint after_sales_agreed_not_negative check (agreed_fen >= 0),
        refund_id uuid references order_refunds (id),
        fast boolean not null default false,
        goods_back boolean not null default false,
        refused_by uuid,
        deadline_at timestamptz,
        applied_at timestamptz not null,
        ended_at timestamptz,
        constraint after_sales_ended_has_time check ((state in ('done', 'withdrawn', 'closed')) = (ended_at is not null)),
        constraint after_sales_refund_is_agreed check ((refund_id is null) = (agreed_fen is null))
      );
      create index after_sales_of_member on after_sales (member_id, applied_at desc, id desc);
      create index after_sales_of_order on after_sales (order_id);
      create index after_sales_by_state on after_sales (state, applied_at desc, id desc);
      create index after_sales_due on after_sales (deadline_at) where deadline_at is not null;

      create table after_sale_lines (
        after_sale_id uuid not null references after_sales (id),
        line_id uuid not null references order_lines (id),
        how text not null constraint after_sale_lines_how_known check (how in ('cancelled', 'returned', 'kept')),
        qty integer not null constraint after_sale_lines_qty_positive check (qty > 0),
        -- less than its pieces cost, where less was asked for
        goods_fen bigint constraint after_sale_lines_goods_not_negative check (goods_fen >= 0),
        sellable_qty integer constraint after_sale_lines_sellable_within check (sellable_qty between 0 and qty),
        primary key (after_sale_id, line_id, how)
      );
      create index after_sale_lines_of_line on after_sale_lines (line_id);

      create table after_sale_events (
        after_sale_id uuid not null references after_sales (id),
        seq integer not null,
        step text not null,
        from_state text,
        to_state text not null,
        party text not null constraint after_sale_events_party_known check (party in ('member', 'operator', 'system')),
        actor_id uuid,
        note_enc text,
        happened_at timestamptz not null,
        primary key (after_sale_id, seq)
      );
      ${appendOnly('after_sale_events')}

      create table after_sale_messages (
        id uuid primary key,
        after_sale_id uuid not null references after_sales (id),
        party text not null constraint after_sale_messages_party_known check (party in ('member', 'operator')),
        actor_id uuid not null,
        text_enc text,
        photo_ids text[] not null default '{}',
        said_at timestamptz not null
      );
      create index after_sale_messages_of_one on after_sale_messages (after_sale_id, said_at);
      ${appendOnly('after_sale_messages')}

      create table return_parcels (
        after_sale_id uuid primary key references after_sales (id),
        carrier_code text not null,
        tracking_no text not null,
        sent_at timestamptz not null,
        received_at timestamptz
      );

      insert into role_permissions (role_code, permission)
        select r.role_code, unnest(string_to_array(r.permissions, ' ')) from (values
          ('operations', 'after-sale.read after-sale.handle after-sale.arbitrate'),
          ('service', 'after-sale.read after-sale.handle'),
          ('warehouse', 'after-sale.read'),
          ('finance', 'after-sale.read after-sale.arbitrate')
        ) as r (role_code, permissions) join roles on roles.code = r.role_code
      on conflict do nothing;
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
