import type { MigrationInterface, QueryRunner } from 'typeorm'

/**
 * What carriers tell of parcels. The news of a parcel are one sealed text, because they come as a whole, are replaced as a
 * whole, and name couriers and neighbours with their phones; what lists and sweeps look for stands beside it in clear.
 */
export class OrderTracking1700000000270 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table parcel_trackings (
        shipment_id uuid primary key references shipments (id),
        order_id uuid not null references orders (id),
        member_id uuid not null,
        state text not null default 'awaiting' constraint parcel_trackings_state_known check (state in
          ('awaiting', 'collected', 'in_transit', 'delivering', 'signed', 'problem', 'returning', 'returned')),
        -- due: the carrier has to be asked to tell us; watching: it tells; refused: it does not know the number; over: nothing follows
        watch text not null default 'due' constraint parcel_trackings_watch_known check (watch in ('due', 'watching', 'refused', 'over')),
        tries integer not null default 0 constraint parcel_trackings_tries_not_negative check (tries >= 0),
        next_at timestamptz,
        news_enc text,
        news_count integer not null default 0 constraint parcel_trackings_count_not_negative check (news_count >= 0),
        newest_at timestamptz,
        created_at timestamptz not null,
        constraint parcel_trackings_asks_while_open check ((next_at is null) = (watch in ('refused', 'over'))),
        constraint parcel_trackings_news_whole check (
          (news_enc is null) = (newest_at is null) and (news_count = 0) = (newest_at is null)
          and (state = 'awaiting') = (newest_at is null))
      );
      create index parcel_trackings_due on parcel_trackings (next_at) where next_at is not null;
      create index parcel_trackings_of_order on parcel_trackings (order_id);
      create index parcel_trackings_on_the_road on parcel_trackings (coalesce(newest_at, created_at), shipment_id)
        where state <> 'signed';
    `)
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}
