import type { MigrationInterface, QueryRunner } from 'typeorm'

/** What a rule for gifts gave, counted as it gives: by member for the limit, by day for the figures. Before, both read every gift. */
export class PromotionGiftCounts1700000000380 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(COUNTS)
    await runner.query(COUNTED)
    await runner.query('alter table given_gifts drop column ordinal')
  }

  async down(): Promise<void> {
    throw new Error('the shop only moves forward: restore a backup instead')
  }
}

const COUNTS = `
  create table pay_gift_members (
    gift_id uuid not null references pay_gifts (id),
    member_id uuid not null,
    -- how many of the rule the member has, or used before they were to go back
    given integer not null constraint pay_gift_members_given_not_negative check (given >= 0),
    primary key (gift_id, member_id)
  );

  create table pay_gift_sums (
    gift_id uuid not null references pay_gifts (id),
    day date not null,
    -- 0: given and taken back, for which the rule's own row is held already; 1 to 8: used, apart by order so that nobody who pays waits
    part smallint not null constraint pay_gift_sums_part_known check (part between 0 and 8),
    given integer not null default 0,
    paid_fen bigint not null default 0,
    missed integer not null default 0,
    taken_back integer not null default 0,
    spent integer not null default 0,
    used integer not null default 0,
    discount_fen bigint not null default 0,
    sales_fen bigint not null default 0,
    primary key (gift_id, day, part),
    constraint pay_gift_sums_not_negative check (
      least(given, missed, taken_back, spent, used) >= 0 and least(paid_fen, discount_fen, sales_fen) >= 0)
  );
`

const COUNTED = `
  insert into pay_gift_members (gift_id, member_id, given)
  select gift_id, member_id, count(*) filter (where state in ('given', 'spent'))
    from given_gifts where state <> 'missed' group by 1, 2;

  insert into pay_gift_sums (gift_id, day, part, given, paid_fen, missed, taken_back, spent, used, discount_fen, sales_fen)
  select gift_id, day, part, sum(given), sum(paid_fen), sum(missed), sum(taken_back), sum(spent), sum(used), sum(discount_fen), sum(sales_fen)
    from (
      select gift_id, (given_at at time zone 'Asia/Shanghai')::date as day, 0 as part, (state <> 'missed')::int as given,
             case when state <> 'missed' then paid_fen else 0 end as paid_fen, (state = 'missed')::int as missed,
             0 as taken_back, 0 as spent, 0 as used, 0 as discount_fen, 0 as sales_fen from given_gifts
      union all
      select gift_id, (ended_at at time zone 'Asia/Shanghai')::date, 0, 0, 0, 0, (state = 'taken_back')::int, (state = 'spent')::int,
             0, 0, 0 from given_gifts where ended_at is not null
      union all
      select d.gift_id, (u.used_at at time zone 'Asia/Shanghai')::date, (get_byte(uuid_send(u.order_id), 15) & 7) + 1, 0, 0, 0, 0, 0,
             1, u.amount_fen, u.payable_fen from given_gifts d join coupon_uses u on u.coupon_id = d.id and u.state = 'used'
    ) facts group by 1, 2, 3;
`
