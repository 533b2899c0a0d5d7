import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Orders that send no parcel, and the one-time codes that are the stock of some goods. */
export class GoodsKinds1700000000210 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ORDERS)
    await runner.query(SECRETS)
    await runner.query(PERMISSIONS)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}

/** A parcel needs its receiver whole; without a parcel the shop keeps nobody's address. */
const ORDERS = `
  alter table orders
    alter column address_enc drop not null,
    alter column region_code drop not null,
    alter column receiver_phone_bidx drop not null,
    alter column receiver_tail drop not null,
    add constraint orders_delivery_known check (delivery_code in ('express', 'virtual', 'card_secret', 'service')),
    add constraint orders_parcel_has_receiver check (
      num_nulls(address_enc, region_code, receiver_phone_bidx, receiver_tail) = case when delivery_code = 'express' then 0 else 4 end);
  alter table order_lines
    add column delivery_code text not null default 'express'
      constraint order_lines_delivery_known check (delivery_code in ('express', 'virtual', 'card_secret', 'service'));
  create index order_holds_open_by_key on order_holds (key) where released_at is null;
  -- What goes by itself and has not gone yet.
  create index order_lines_to_hand_over on order_lines (order_id)
    where delivery_code <> 'express' and shipped_qty < qty - cancelled_qty;
`

const SECRETS = `
  create table card_secrets (
    id uuid primary key,
    sku_id uuid not null,
    -- the code itself, sealed, and what finds an equal one again
    secret_enc text not null constraint card_secrets_sealed check (secret_enc like 'v1.%'),
    secret_bidx bytea not null,
    state text not null constraint card_secrets_state_known check (state in ('available', 'issued', 'void')),
    batch text not null constraint card_secrets_batch_length check (length(batch) between 1 and 40),
    order_id uuid,
    order_line_id uuid,
    member_id uuid,
    -- which piece of its line
    ordinal integer constraint card_secrets_ordinal_positive check (ordinal > 0),
    created_at timestamptz not null,
    issued_at timestamptz,
    voided_at timestamptz,
    constraint card_secrets_once unique (sku_id, secret_bidx),
    constraint card_secrets_piece_once unique (order_line_id, ordinal),
    constraint card_secrets_issued_is_whole check (
      num_nonnulls(order_id, order_line_id, member_id, ordinal, issued_at) = case when state = 'issued' then 5 else 0 end),
    constraint card_secrets_void_has_time check ((state = 'void') = (voided_at is not null))
  );
  create index card_secrets_free on card_secrets (sku_id, id) where state = 'available';
  create index card_secrets_of_sku on card_secrets (sku_id, created_at desc, id desc);
  create index card_secrets_of_order on card_secrets (order_id, order_line_id, ordinal) where state = 'issued';

  -- What was given to a buyer or struck out stays as it is; only its seal may be renewed.
  create function keep_spent_secret() returns trigger language plpgsql as $$
  begin
    if tg_op = 'DELETE' then raise exception 'a code is never deleted' using errcode = 'integrity_constraint_violation'; end if;
    if old.state <> 'available' and (new.state, new.sku_id, new.secret_bidx, new.order_line_id, new.member_id, new.ordinal)
         is distinct from (old.state, old.sku_id, old.secret_bidx, old.order_line_id, old.member_id, old.ordinal) then
      raise exception 'a code that was issued or struck out does not change' using errcode = 'integrity_constraint_violation';
    end if;
    return new;
  end $$;
  create trigger card_secrets_spent_stay before update or delete on card_secrets
    for each row execute function keep_spent_secret();
`

const PERMISSIONS = `
  insert into role_permissions (role_code, permission) values
    ('operations', 'secret.read'), ('operations', 'secret.write'), ('service', 'secret.read');
`
