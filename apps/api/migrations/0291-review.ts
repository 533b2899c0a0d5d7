import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * Reviews 评价. A row exists only where a buyer wrote it: there is no column for a made-up author, a head start or a
 * default score, and a line that nobody writes about stays without one.
 */
export class Review1700000000291 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LINES)
    await runner.query(REVIEWS)
    await runner.query(SUMMARIES)
    await runner.query(`
      insert into role_permissions (role_code, permission)
      select roles.code, permission from roles, (values ('review.read'), ('review.write')) as p (permission)
       where roles.code in ('operations', 'service') on conflict do nothing`)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}

/** What was received and may be written about: a copy of what orders told, so no foreign key leads to them. */
const LINES = `
  create table reviewable_lines (
    line_id uuid primary key,
    order_id uuid not null,
    member_id uuid not null,
    spu_id uuid not null,
    sku_id uuid not null,
    title text not null,
    sku_label text not null,
    picture jsonb,
    completed_at timestamptz not null,
    closes_at timestamptz not null,
    reviewed_at timestamptz,
    constraint reviewable_lines_days_in_order check (closes_at > completed_at),
    constraint reviewable_lines_reviewed_in_time check (reviewed_at < closes_at)
  );
  create index reviewable_lines_to_do on reviewable_lines (member_id, completed_at desc, line_id desc)
    where reviewed_at is null;
`

const score = (name: string): string =>
  `${name} smallint not null constraint reviews_${name}_range check (${name} between 1 and 5)`

const REVIEWS = `
  create table reviews (
    id uuid primary key,
    line_id uuid not null constraint reviews_line_once unique
      constraint reviews_line_exists references reviewable_lines (line_id),
    order_id uuid not null,
    member_id uuid not null,
    spu_id uuid not null,
    title text not null,
    sku_label text not null,
    picture jsonb,
    ${score('goods')},
    ${score('service')},
    ${score('delivery')},
    tags text[] not null,
    anonymous boolean not null,
    author_name text not null,
    created_at timestamptz not null
  );
  create index reviews_of_product on reviews (spu_id, created_at desc, id desc);
  create index reviews_of_member on reviews (member_id, created_at desc, id desc);
  create index reviews_by_time on reviews (created_at desc, id desc);

  create table review_parts (
    review_id uuid not null constraint review_parts_review_exists references reviews (id),
    part text not null constraint review_parts_part_known check (part in ('review', 'append')),
    state text not null constraint review_parts_state_known
      check (state in ('waiting', 'shown', 'refused', 'hidden', 'appealed', 'rejected')),
    version integer not null constraint review_parts_version_positive check (version > 0),
    body text not null constraint review_parts_body_length check (length(body) <= 500),
    pictures jsonb not null constraint review_parts_pictures_count check (jsonb_array_length(pictures) <= 6),
    -- Words of the shop's list that were found in it when it was written.
    flagged text[] not null,
    -- Why it is not shown, for its author.
    refusal text not null default '' constraint review_parts_refusal_length check (length(refusal) <= 200),
    created_at timestamptz not null,
    primary key (review_id, part),
    constraint review_parts_append_says check (part = 'review' or body <> '')
  );
  create index review_parts_to_decide on review_parts (state, created_at, review_id) where state in ('waiting', 'appealed');

  create table review_events (
    review_id uuid not null,
    part text not null,
    seq integer not null constraint review_events_seq_positive check (seq > 0),
    action text not null,
    from_state text,
    to_state text not null,
    actor_kind text not null constraint review_events_actor_known check (actor_kind in ('member', 'operator', 'system')),
    actor_id uuid,
    note text not null constraint review_events_note_length check (length(note) <= 200),
    happened_at timestamptz not null,
    primary key (review_id, part, seq),
    constraint review_events_part_exists foreign key (review_id, part) references review_parts (review_id, part),
    constraint review_events_first_is_written check ((seq = 1) = (from_state is null))
  );

  create table review_replies (
    review_id uuid not null constraint review_replies_review_exists references reviews (id),
    seq integer not null constraint review_replies_seq_positive check (seq > 0),
    body text not null constraint review_replies_body_length check (length(body) between 1 and 300),
    operator_id uuid not null,
    replied_at timestamptz not null,
    primary key (review_id, seq)
  );
`

const SUMMARIES = `
  create table review_summaries (
    spu_id uuid primary key,
    count integer not null,
    -- One star, two, … five.
    stars integer[] not null constraint review_summaries_five_stars check (cardinality(stars) = 5),
    goods_sum integer not null,
    service_sum integer not null,
    delivery_sum integer not null,
    with_pictures integer not null,
    appended integer not null,
    low integer not null,
    tags jsonb not null,
    constraint review_summaries_parts_within check
      (with_pictures between 0 and count and appended between 0 and count and low between 0 and count)
  );
`
