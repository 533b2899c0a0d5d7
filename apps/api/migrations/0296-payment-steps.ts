import type { MigrationInterface, QueryRunner } from 'typeorm'
import { appendOnly } from '../src/infra/database/append-only.js'

/** The rows of this table say how they are; every state they were in, and since when, is kept beside them. */
const stepsOf = (table: string, key: string, since: string): string => `
  alter table ${table} add column state_at timestamptz;
  create table ${key}_steps (
    id bigint generated always as identity primary key,
    ${key}_id uuid not null references ${table} (id),
    state text not null,
    at timestamptz not null
  );
  create index ${key}_steps_of_one on ${key}_steps (${key}_id, id);
  insert into ${key}_steps (${key}_id, state, at) select id, 'created', created_at from ${table} where state <> 'created' order by created_at, id;
  insert into ${key}_steps (${key}_id, state, at) select id, state, ${since} from ${table} t order by created_at, id;
  ${appendOnly(`${key}_steps`)}

  create function ${key}_step_is_kept() returns trigger language plpgsql as $$
  begin
    if tg_op = 'UPDATE' and new.state = old.state then return null; end if;
    if tg_op = 'UPDATE' and new.state_at is null then
      raise exception 'since when is % %?', new.id, new.state using errcode = 'check_violation';
    end if;
    insert into ${key}_steps (${key}_id, state, at) values (new.id, new.state, coalesce(new.state_at, new.created_at));
    return null;
  end $$;
  create trigger ${table}_steps_kept after insert or update on ${table}
    for each row execute function ${key}_step_is_kept();`

export class PaymentSteps1700000000296 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      stepsOf(
        'payment_attempts',
        'payment_attempt',
        'coalesce((select e.at from payment_evidence e where e.attempt_id = t.id), t.called_at, t.created_at)',
      ),
    )
    await runner.query(stepsOf('refunds', 'refund', 'coalesce(t.succeeded_at, t.created_at)'))
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
