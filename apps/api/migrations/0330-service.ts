import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Feedbacks 意见反馈: what members tell the shop, tracked to an answer. */
export class Service1700000000330 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FEEDBACKS)
    await runner.query(`
      insert into role_permissions (role_code, permission)
      select roles.code, permission from roles, (values ('service.read'), ('service.write')) as p (permission)
       where roles.code in ('operations', 'service') on conflict do nothing`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}

const FEEDBACKS = `
  create table feedbacks (
    id uuid primary key,
    member_id uuid not null,
    kind text not null constraint feedbacks_kind_known check (kind in ('question', 'suggestion', 'complaint', 'report')),
    -- An order of the member's own, and its number as it was told: no foreign key leads to orders.
    order_id uuid,
    order_no text,
    contact_enc text,
    state text not null constraint feedbacks_state_known
      check (state in ('open', 'answered', 'replied', 'closed', 'reopened')),
    version integer not null constraint feedbacks_version_positive check (version > 0),
    assignee_id uuid,
    -- Until when an answer was promised.
    due_at timestamptz,
    -- An answer its member has not seen.
    unread boolean not null default false,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    closed_at timestamptz,
    constraint feedbacks_order_with_number check ((order_id is null) = (order_no is null)),
    constraint feedbacks_due_while_owed check ((due_at is not null) = (state in ('open', 'replied', 'reopened'))),
    constraint feedbacks_closed_has_time check ((closed_at is not null) = (state = 'closed'))
  );
  create index feedbacks_of_member on feedbacks (member_id, created_at desc, id desc);
  create index feedbacks_unread on feedbacks (member_id) where unread;
  create index feedbacks_by_time on feedbacks (created_at desc, id desc);
  create index feedbacks_owed on feedbacks (due_at, id) where due_at is not null;
  create index feedbacks_quiet on feedbacks (changed_at) where state = 'answered';

  create table feedback_messages (
    feedback_id uuid not null constraint feedback_messages_feedback_exists references feedbacks (id),
    seq integer not null constraint feedback_messages_seq_positive check (seq > 0),
    author_kind text not null constraint feedback_messages_author_known check (author_kind in ('member', 'operator')),
    author_id uuid not null,
    -- Between operators: its member never sees it.
    internal boolean not null,
    -- People write their phone numbers and addresses into it.
    body_enc text not null,
    pictures jsonb not null constraint feedback_messages_pictures_count check (jsonb_array_length(pictures) <= 6),
    flagged text[] not null,
    said_at timestamptz not null,
    primary key (feedback_id, seq),
    constraint feedback_messages_internal_is_operators check (not internal or author_kind = 'operator')
  );

  create table feedback_events (
    feedback_id uuid not null constraint feedback_events_feedback_exists references feedbacks (id),
    seq integer not null constraint feedback_events_seq_positive check (seq > 0),
    action text not null,
    from_state text,
    to_state text not null,
    actor_kind text not null constraint feedback_events_actor_known check (actor_kind in ('member', 'operator', 'system')),
    actor_id uuid,
    happened_at timestamptz not null,
    primary key (feedback_id, seq),
    constraint feedback_events_first_is_written check ((seq = 1) = (from_state is null)),
    constraint feedback_events_actor_named check ((actor_kind = 'system') = (actor_id is null))
  );

  create table feedback_days (
    member_id uuid not null,
    day date not null,
    what text not null constraint feedback_days_what_known check (what in ('new', 'reply')),
    sent integer not null constraint feedback_days_sent_positive check (sent > 0),
    primary key (member_id, day, what)
  );
`
