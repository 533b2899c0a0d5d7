import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What a platform is asked about: each text and picture of a member on its own. */
export class Moderation1700000000331 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table content_checks (
        id uuid primary key,
        subject_kind text not null constraint content_checks_kind_known check (subject_kind in ('review', 'feedback')),
        subject_id uuid not null,
        part text not null,
        member_id uuid not null,
        what text not null constraint content_checks_what_known check (what in ('text', 'picture')),
        -- A text is 0, and pictures follow as they stand.
        place integer not null,
        -- Words people may have written their phone numbers into: sealed, and gone with the verdict.
        content_enc text,
        state text not null constraint content_checks_state_known check (state in ('due', 'asked', 'done')),
        verdict text constraint content_checks_verdict_known check (verdict in ('pass', 'unknown', 'review', 'risky')),
        label integer,
        -- Under which a verdict comes later.
        trace_id text constraint content_checks_trace_once unique,
        tries integer not null constraint content_checks_tries_counted check (tries >= 0),
        next_at timestamptz,
        created_at timestamptz not null,
        done_at timestamptz,
        constraint content_checks_once unique (subject_kind, subject_id, part, place),
        constraint content_checks_forgets_content check ((state = 'done') = (content_enc is null)),
        constraint content_checks_done_is_judged check
          ((state = 'done') = (verdict is not null) and (state = 'done') = (done_at is not null)),
        constraint content_checks_waits_until check ((state = 'done') = (next_at is null)),
        constraint content_checks_asked_has_trace check (state <> 'asked' or trace_id is not null)
      );
      create index content_checks_due on content_checks (next_at) where next_at is not null;`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
