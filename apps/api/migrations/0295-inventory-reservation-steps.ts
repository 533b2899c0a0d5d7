import type { MigrationInterface, QueryRunner } from 'typeorm'
import { appendOnly } from '../src/infra/database/append-only.js'

/**
 * What became of each reservation and when: the reservation itself says only how it is now. The step is written beside the
 * change by the table, so that no way of settling stock can forget it.
 */
export class InventoryReservationSteps1700000000295 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table stock_reservation_steps (
        id bigint generated always as identity primary key,
        reservation_id uuid not null references stock_reservations (id),
        owner_kind text not null,
        owner_id uuid not null,
        line_id uuid not null,
        sku_id uuid not null,
        qty integer not null,
        state text not null,
        at timestamptz not null
      );
      create index stock_reservation_steps_of_owner on stock_reservation_steps (owner_kind, owner_id, id);
      create index stock_reservation_steps_of_reservation on stock_reservation_steps (reservation_id, id);

      insert into stock_reservation_steps (reservation_id, owner_kind, owner_id, line_id, sku_id, qty, state, at)
        select id, owner_kind, owner_id, line_id, sku_id, qty, 'held', created_at from stock_reservations where state <> 'held' order by created_at, id;
      insert into stock_reservation_steps (reservation_id, owner_kind, owner_id, line_id, sku_id, qty, state, at)
        select id, owner_kind, owner_id, line_id, sku_id, qty, state, changed_at from stock_reservations order by changed_at, id;
      ${appendOnly('stock_reservation_steps')}

      create function stock_reservation_goes_on() returns trigger language plpgsql as $$
      begin
        if tg_op = 'UPDATE' then
          if (new.state, new.qty) is not distinct from (old.state, old.qty) then return null; end if;
          if old.state in ('consumed', 'released') and new.state <> old.state then
            raise exception 'reservation % has ended as %', old.id, old.state using errcode = 'check_violation';
          end if;
        end if;
        insert into stock_reservation_steps (reservation_id, owner_kind, owner_id, line_id, sku_id, qty, state, at)
          values (new.id, new.owner_kind, new.owner_id, new.line_id, new.sku_id, new.qty, new.state, new.changed_at);
        return null;
      end $$;
      create trigger stock_reservations_go_on after insert or update on stock_reservations
        for each row execute function stock_reservation_goes_on();
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
