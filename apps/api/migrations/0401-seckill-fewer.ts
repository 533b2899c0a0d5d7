import type { MigrationInterface, QueryRunner } from 'typeorm'

/** An order may buy fewer than were won: the rest is let go together with it. Nothing else of a take changes once it was decided. */
export class SeckillFewer1700000000401 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create or replace function seckill_take_goes_on() returns trigger language plpgsql as $$
      begin
        if tg_op = 'DELETE' then
          raise exception 'take % is history', old.id using errcode = 'check_violation';
        end if;
        if (new.request, new.item_id, new.member_id, new.price_fen, new.taken_at)
           is distinct from (old.request, old.item_id, old.member_id, old.price_fen, old.taken_at)
           or new.qty <> old.qty and not (new.qty < old.qty and old.state = 'won' and new.state = 'ordered') then
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
