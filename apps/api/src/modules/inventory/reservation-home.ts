/**
 * Pieces that end without leaving go home: to the activity they were taken from while it lives, else to everybody. Steps of a statement whose
 * step `open` names the rows that end, each with its `source_id`. Who holds the activity's row here is waited for by whoever ends
 * it, and sees it ended if that was first; so no piece comes home to an activity that is over.
 */
export const LIVING = `living as materialized (
    select a.id from stock_activities a where a.state = 'armed' and a.id in (select source_id from open) for share of a
  )`

/** What went home is a row of the activity's again; the stock it lies in is not touched. `$at` is the number of the time's parameter. */
export const homed = (at: number): string => `home as (
    insert into stock_reservations
      (id, owner_kind, owner_id, line_id, sku_id, location_id, pool, qty, state, created_at, changed_at)
    select gen_random_uuid(), 'activity', source_id, gen_random_uuid(), sku_id, location_id, 'activity', qty, 'firm', $${at}, $${at}
      from ended where at_home returning qty
  )`
