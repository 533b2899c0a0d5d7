import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Units of a paid take that the shop gave the money back for before they left: they are there again, for others of the session
 * while it lasts. They are counted beside the take, whose own quantity stays what was decided.
 */
export class SeckillBack1700000000402 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table seckill_takes add column back integer not null default 0
        constraint seckill_takes_back_of_sold check (back >= 0 and back <= qty and (back = 0 or state = 'sold'))
    `)
    await runner.query(`
      create or replace function seckill_take_goes_on() returns trigger language plpgsql as $$
      begin
        if tg_op = 'DELETE' then
          raise exception 'take % is history', old.id using errcode = 'check_violation';
        end if;
        if (new.request, new.item_id, new.member_id, new.price_fen, new.taken_at)
           is distinct from (old.request, old.item_id, old.member_id, old.price_fen, old.taken_at)
           or new.qty <> old.qty and not (new.qty < old.qty and old.state = 'won' and new.state = 'ordered')
           or new.back < old.back then
          raise exception 'take % was decided', old.id using errcode = 'check_violation';
        end if;
        if new.state <> old.state and not (
             (old.state = 'won' and new.state in ('ordered', 'released')) or (old.state = 'ordered' and new.state in ('sold', 'released'))
           ) then
          raise exception 'take % does not go from % to %', old.id, old.state, new.state using errcode = 'check_violation';
        end if;
        return new;
      end $$;
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
