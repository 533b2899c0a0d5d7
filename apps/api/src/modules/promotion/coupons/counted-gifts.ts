/** A coupon that was a gift has the gift's id. Parts of a day are apart by order, so that those who pay hardly ever wait for each other. */
const giftsAmong = (uses: string): string => `
  select d.gift_id, (u.used_at at time zone 'Asia/Shanghai')::date as day, (get_byte(uuid_send(u.order_id), 15) & 7) + 1 as part,
         count(*) as used, sum(u.amount_fen) as discount_fen, sum(u.payable_fen) as sales_fen
    from ${uses} u join given_gifts d on d.id = u.coupon_id group by 1, 2, 3 order by 1`

/** The step of a statement that counts the gifts among coupons used in a paid order, for their rules. */
export const countedGifts = (uses: string): string => `
  insert into pay_gift_sums (gift_id, day, part, used, discount_fen, sales_fen) ${giftsAmong(uses)}
  on conflict (gift_id, day, part) do update set used = pay_gift_sums.used + excluded.used,
    discount_fen = pay_gift_sums.discount_fen + excluded.discount_fen, sales_fen = pay_gift_sums.sales_fen + excluded.sales_fen`

/** The step that takes them off again where they were counted. */
export const uncountedGifts = (uses: string): string => `
  update pay_gift_sums s set used = s.used - g.used, discount_fen = s.discount_fen - g.discount_fen, sales_fen = s.sales_fen - g.sales_fen
    from (${giftsAmong(uses)}) g where (s.gift_id, s.day, s.part) = (g.gift_id, g.day, g.part)`
