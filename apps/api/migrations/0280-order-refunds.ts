import type { MigrationInterface, QueryRunner } from 'typeorm'
import { appendOnly } from '../src/infra/database/append-only.js'

/**
 * What goes back of paid orders: one row for each giving back, its lines made of frozen shares, and how much of which term
 * carries it. Counters of the lines and the order move with them.
 */
export class OrderRefunds1700000000280 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table order_lines
        add column kept_qty integer not null default 0 constraint order_lines_kept_not_negative check (kept_qty >= 0),
        add column exchanged_qty integer not null default 0 constraint order_lines_exchanged_not_negative check (exchanged_qty >= 0),
        add column freight_refunded_fen bigint not null default 0,
        add constraint order_lines_freight_back_within check (freight_refunded_fen between 0 and freight_fen),
        add constraint order_lines_goods_back_within check (refunded_fen - freight_refunded_fen between 0 and goods_paid_fen),
        add constraint order_lines_back_was_shipped check (returned_qty + kept_qty + exchanged_qty <= shipped_qty);

      create table order_refunds (
        id uuid primary key,
        order_id uuid not null references orders (id),
        member_id uuid not null,
        cause text not null constraint order_refunds_cause_known check (cause in ('after_sale', 'cancelled', 'address')),
        -- the row that says what it is for: a second decision of the same finds the first
        reference uuid not null,
        goods_fen bigint not null constraint order_refunds_goods_not_negative check (goods_fen >= 0),
        freight_fen bigint not null constraint order_refunds_freight_not_negative check (freight_fen >= 0),
        -- before the receipt it lowers what is owed to the buyer, after it what was sold
        received boolean not null,
        created_at timestamptz not null,
        constraint order_refunds_once unique (cause, reference)
      );
      create index order_refunds_of_order on order_refunds (order_id, created_at);
      ${appendOnly('order_refunds')}

      create table order_refund_lines (
        refund_id uuid not null references order_refunds (id),
        line_id uuid not null references order_lines (id),
        kind text not null constraint order_refund_lines_kind_known check (kind in ('goods', 'freight')),
        order_id uuid not null references orders (id),
        cancelled_qty integer not null default 0,
        returned_qty integer not null default 0,
        kept_qty integer not null default 0,
        sales_fen bigint not null default 0,
        promotion_fen bigint not null default 0,
        coupon_fen bigint not null default 0,
        points_fen bigint not null default 0,
        gift_kept_fen bigint not null default 0,
        amount_fen bigint not null constraint order_refund_lines_amount_not_negative check (amount_fen >= 0),
        primary key (refund_id, line_id, kind),
        constraint order_refund_lines_identity check (
          case kind when 'goods' then sales_fen - promotion_fen - coupon_fen - points_fen = amount_fen
                    else cancelled_qty + returned_qty + kept_qty = 0 and sales_fen = 0 and amount_fen > 0 end)
      );
      create index order_refund_lines_of_line on order_refund_lines (line_id);
      create index order_refund_lines_of_order on order_refund_lines (order_id);
      ${appendOnly('order_refund_lines')}

      create table order_refund_terms (
        refund_id uuid not null references order_refunds (id),
        term_id uuid not null references order_terms (id),
        order_id uuid not null references orders (id),
        amount_fen bigint not null constraint order_refund_terms_amount_positive check (amount_fen > 0),
        arrived_at timestamptz,
        primary key (refund_id, term_id)
      );
      create index order_refund_terms_of_term on order_refund_terms (term_id);
      create index order_refund_terms_of_order on order_refund_terms (order_id);
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
