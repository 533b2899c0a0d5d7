import type { MigrationInterface, QueryRunner } from 'typeorm'

/** Films beside pictures, what is put away, where each is shown, and tickets for files that browsers send by themselves. */
export class MediaLibrary1700000000200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LIBRARY)
    await runner.query(PLACES)
    await runner.query(TICKETS)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}

/**
 * Orders remember the picture of what was bought, so the files of a picture that was ever shown are kept for good:
 * used_at says that it was. What was there before this day counts as shown.
 */
const LIBRARY = `
  alter table media
    drop constraint media_purpose_check,
    add constraint media_purpose_known check (purpose in ('product', 'category', 'brand', 'banner', 'permit')),
    add column kind text not null default 'picture' constraint media_kind_known check (kind in ('picture', 'video')),
    add column seconds integer,
    add column poster_id text constraint media_poster_exists references media (id),
    add column used_at timestamptz,
    add column archived_at timestamptz,
    -- The files are going: there is no way back from here.
    add column removing_at timestamptz,
    add constraint media_seconds_of_video check ((kind = 'video') = (seconds is not null)),
    add constraint media_seconds_range check (seconds between 1 and 600),
    add constraint media_poster_of_video check (poster_id is null or kind = 'video'),
    add constraint media_removed_after_archived check (removing_at is null or archived_at is not null);
  update media set used_at = created_at;
  create index media_of_poster on media (poster_id) where poster_id is not null;
  create index media_archived on media (archived_at) where archived_at is not null;
`

/** Where a product names a picture or a film: in its lists, in its film, in its text. */
const PLACES = `
  create function media_named_in(given text) returns text[] language sql immutable strict parallel safe
    return array(select found[1] from regexp_matches(given, '(?:"id": "|/media/)([A-Za-z0-9_-]{22})["/]', 'g') as found);
  create index spus_media on spus using gin
    (media_named_in(pictures::text || detail_pictures::text || coalesce(video::text, '') || detail_html));
  create index skus_picture on skus ((picture ->> 'id')) where picture is not null;
`

/** The file waits under incoming/<ticket>; what is made of it gets the name that media_id holds until then in secret. */
const TICKETS = `
  create table media_tickets (
    id uuid primary key,
    operator_id uuid not null,
    purpose text not null constraint media_tickets_purpose_known
      check (purpose in ('product', 'category', 'brand', 'banner', 'permit')),
    type text not null constraint media_tickets_type_known
      check (type in ('image/jpeg', 'image/png', 'image/webp', 'video/mp4')),
    bytes bigint not null constraint media_tickets_bytes_range check (bytes between 1 and 104857600),
    name text not null constraint media_tickets_name_length check (length(name) <= 120),
    media_id text not null constraint media_tickets_media_once unique
      constraint media_tickets_media_shape check (media_id ~ '^[A-Za-z0-9_-]{22}$'),
    state text not null default 'open' constraint media_tickets_state_known
      check (state in ('open', 'finished', 'refused', 'expired')),
    flaw text,
    -- Somebody is finishing it until then; nobody else begins.
    finishing_until timestamptz,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    cleared_at timestamptz,
    constraint media_tickets_flaw_of_refused check ((state = 'refused') = (flaw is not null)),
    constraint media_tickets_days_in_order check (expires_at > created_at)
  );
  create index media_tickets_open on media_tickets (operator_id) where state = 'open';
  create index media_tickets_to_clear on media_tickets (expires_at) where cleared_at is null;
  create index media_tickets_cleared on media_tickets (cleared_at) where cleared_at is not null;
`
