import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Units of an activity: reserved for it while it lives, handed to its orders and back without touching the stock they lie in. A
 * reservation that was handed on has ended as `handed`; whoever holds the units then has a row of its own that knows where they came from.
 */
export class InventoryActivities1700000000395 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table stock_activities (
        id uuid primary key,
        state text not null constraint stock_activities_state_known check (state in ('armed', 'over')),
        armed_at timestamptz not null,
        over_at timestamptz,
        constraint stock_activities_over_has_time check ((state = 'over') = (over_at is not null))
      );

      alter table stock_reservations
        add column source_id uuid,
        drop constraint stock_reservations_state_check,
        add constraint stock_reservations_state_check check (state in ('held', 'firm', 'consumed', 'released', 'handed')),
        add constraint stock_reservations_pool_has_activity
          check ((pool = 'activity') = (owner_kind = 'activity' or source_id is not null)),
        add constraint stock_reservations_activity_is_source check (owner_kind <> 'activity' or source_id is null),
        add constraint stock_reservations_activity_only_keeps
          check (owner_kind <> 'activity' or state in ('firm', 'released', 'handed'));
      create index stock_reservations_of_activity on stock_reservations (owner_id, sku_id)
        where owner_kind = 'activity' and state = 'firm';

      create or replace function stock_reservation_goes_on() returns trigger language plpgsql as $$
      begin
        if tg_op = 'UPDATE' then
          if (new.state, new.qty) is not distinct from (old.state, old.qty) then return null; end if;
          if old.state in ('consumed', 'released', 'handed') and new.state <> old.state then
            raise exception 'reservation % has ended as %', old.id, old.state using errcode = 'check_violation';
          end if;
        end if;
        insert into stock_reservation_steps (reservation_id, owner_kind, owner_id, line_id, sku_id, qty, state, at)
          values (new.id, new.owner_kind, new.owner_id, new.line_id, new.sku_id, new.qty, new.state, new.changed_at);
        return null;
      end $$;
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
