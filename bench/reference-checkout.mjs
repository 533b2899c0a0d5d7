/**
 * A checkout in bare SQL: the rows that the shop's own checkout reads and writes, one plain statement each, and nothing that
 * decides anything. Tables of its own where it writes, the shop's where it only reads.
 */
import { randomUUID } from 'node:crypto'

const COUPONS = 64

export const checkoutTables = `
  create schema if not exists yardstick;
  create table if not exists yardstick.stock (sku_id uuid primary key, on_hand bigint not null, reserved bigint not null default 0, sold bigint not null default 0);
  create table if not exists yardstick.reservations (id uuid primary key, order_id uuid, sku_id uuid, qty int, state text);
  create index if not exists reservations_of on yardstick.reservations (order_id);
  create table if not exists yardstick.orders (id uuid primary key, no text unique, state text, payable bigint, address text, created_at timestamptz default now());
  create table if not exists yardstick.lines (id uuid primary key, order_id uuid, sku_id uuid, qty int, unit bigint, payable bigint);
  create table if not exists yardstick.shares (line_id uuid, source text, amount bigint);
  create table if not exists yardstick.receipts (order_id uuid primary key, receipt jsonb);
  create table if not exists yardstick.terms (id uuid primary key, order_id uuid unique, amount bigint, state text, paid_at timestamptz);
  create table if not exists yardstick.offers (id int primary key, used bigint not null);
  create table if not exists yardstick.offer_uses (order_id uuid primary key, offer_id int, state text);
  create table if not exists yardstick.coupons (id int primary key, face bigint, used bigint not null);
  create table if not exists yardstick.coupon_uses (order_id uuid primary key, coupon_id int, amount bigint, state text);
  create table if not exists yardstick.events (id uuid primary key, order_id uuid, action text, at timestamptz default now());
  create table if not exists yardstick.intents (id uuid primary key, order_id uuid unique, amount bigint, state text);
  create table if not exists yardstick.attempts (id uuid primary key, no text unique, order_id uuid, amount bigint, state text);
  create table if not exists yardstick.notices (id uuid primary key, no text unique, body text);
  create table if not exists yardstick.evidence (id uuid primary key, attempt_id uuid, amount bigint);
  create table if not exists yardstick.entries (id uuid primary key, reference text, account text, amount bigint);
  insert into yardstick.stock (sku_id, on_hand) select sku_id, on_hand + 100000 from stocks on conflict do nothing;
  insert into yardstick.offers select n, 0 from generate_series(1, 8) n on conflict do nothing;
  insert into yardstick.coupons select n, 500, 0 from generate_series(1, ${COUPONS}) n on conflict do nothing;`

/** What a receipt of one line with ten promotions beside it weighs. */
const RECEIPT = JSON.stringify({
  rules: Array.from({ length: 30 }, (_, n) => ({ n, why: '未满足条件，差 12.10 元', fen: n })),
})

const some = (many) => 1 + Math.floor(Math.random() * many)

export const checkoutWork = (pool) => {
  const inTransaction = async (work) => {
    const client = await pool.connect()
    try {
      await client.query('begin')
      const result = await work((text, values) => client.query(text, values))
      await client.query('commit')
      return result
    } catch (error) {
      await client.query('rollback')
      throw error
    } finally {
      client.release()
    }
  }

  const readFacts = async (ask, { skuId, addressId }) => {
    const { rows } = await ask(
      `select s.id, p.title, sp.price_fen from skus s join spus p on p.id = s.spu_id
         join sku_prices sp on sp.sku_id = s.id and sp.list = 'base' where s.id = $1 limit 1`,
      [skuId],
    )
    await ask('select * from addresses where id = $1', [addressId])
    await ask('select id, face from yardstick.coupons where id <= $1 order by id', [12])
    return Number(rows[0].price_fen)
  }

  const quote = async ({ skuId, addressId, qty }) => {
    const ask = (text, values) => pool.query(text, values)
    const price = await readFacts(ask, { skuId, addressId })
    const stock = await ask('select on_hand - reserved as available from yardstick.stock where sku_id = $1', [skuId])
    const settings = await ask(`select value from settings where key = 'freight'`)
    return { payable: price * qty, available: stock.rows[0]?.available, freight: settings.rows[0]?.value }
  }

  const place = ({ skuId, addressId, qty }) =>
    inTransaction(async (ask) => {
      const price = await readFacts(ask, { skuId, addressId })
      const order = { id: randomUUID(), no: randomUUID(), payable: price * qty }
      const [lineId, couponId, offerId] = [randomUUID(), some(COUPONS), some(8)]
      await ask('update yardstick.stock set reserved = reserved + $2 where sku_id = $1 and on_hand - reserved >= $2', [
        skuId,
        qty,
      ])
      await ask(`insert into yardstick.reservations values ($1, $2, $3, $4, 'held')`, [
        randomUUID(),
        order.id,
        skuId,
        qty,
      ])
      await ask(
        `insert into yardstick.orders (id, no, state, payable, address) values ($1, $2, 'pending', $3, 'somewhere')`,
        [order.id, order.no, order.payable],
      )
      const line = [lineId, order.id, skuId, qty, price, order.payable]
      await ask('insert into yardstick.lines values ($1, $2, $3, $4, $5, $6)', line)
      await ask(`insert into yardstick.shares values ($1, 'promotion', $2), ($1, 'coupon', $3)`, [lineId, 100, 500])
      await ask('insert into yardstick.receipts values ($1, $2)', [order.id, RECEIPT])
      await ask(`insert into yardstick.terms values ($1, $2, $3, 'open')`, [randomUUID(), order.id, order.payable])
      await ask('update yardstick.offers set used = used + 1 where id = $1', [offerId])
      await ask(`insert into yardstick.offer_uses values ($1, $2, 'held')`, [order.id, offerId])
      await ask('update yardstick.coupons set used = used + 1 where id = $1', [couponId])
      await ask(`insert into yardstick.coupon_uses values ($1, $2, 500, 'locked')`, [order.id, couponId])
      await ask(`insert into yardstick.events (id, order_id, action) values ($1, $2, 'place')`, [
        randomUUID(),
        order.id,
      ])
      return order
    })

  const pay = ({ orderId }) =>
    inTransaction(async (ask) => {
      const { rows } = await ask('select payable from yardstick.orders where id = $1 for update', [orderId])
      await ask('select id, amount from yardstick.terms where order_id = $1', [orderId])
      const attempt = { id: randomUUID(), no: randomUUID() }
      const [{ payable }] = rows
      await ask(`insert into yardstick.intents values ($1, $2, $3, 'open')`, [randomUUID(), orderId, payable])
      const values = [attempt.id, attempt.no, orderId, payable]
      await ask(`insert into yardstick.attempts values ($1, $2, $3, $4, 'open')`, values)
      return attempt
    })

  const paid = ({ attemptNo }) =>
    inTransaction(async (ask) => {
      await ask('insert into yardstick.notices values ($1, $2, $3)', [randomUUID(), attemptNo, RECEIPT])
      const { rows } = await ask('select id, order_id, amount from yardstick.attempts where no = $1 for update', [
        attemptNo,
      ])
      const [{ id, order_id: orderId, amount }] = rows
      await ask('insert into yardstick.evidence values ($1, $2, $3)', [randomUUID(), id, amount])
      await ask(`update yardstick.attempts set state = 'paid' where id = $1`, [id])
      await ask(`update yardstick.intents set state = 'settled' where order_id = $1`, [orderId])
      await ask(`insert into yardstick.entries values ($1, $3, 'clearing', $4), ($2, $3, 'owed', -$4::bigint)`, [
        ...[randomUUID(), randomUUID(), attemptNo, amount],
      ])
      await ask(`update yardstick.terms set state = 'paid', paid_at = now() where order_id = $1`, [orderId])
      await ask(`update yardstick.orders set state = 'paid' where id = $1`, [orderId])
      await ask(`update yardstick.reservations set state = 'firm' where order_id = $1`, [orderId])
      await ask(`update yardstick.offer_uses set state = 'used' where order_id = $1`, [orderId])
      await ask(`update yardstick.coupon_uses set state = 'used' where order_id = $1`, [orderId])
      await ask(
        `update yardstick.stock s set sold = sold + l.qty from yardstick.lines l where l.order_id = $1 and s.sku_id = l.sku_id`,
        [orderId],
      )
      await ask(`insert into yardstick.events (id, order_id, action) values ($1, $2, 'pay')`, [randomUUID(), orderId])
      return { ok: true }
    })

  const read = async ({ orderId }) =>
    (await pool.query('select state from yardstick.orders where id = $1', [orderId])).rows[0]

  return { '/quote': quote, '/place': place, '/pay': pay, '/paid': paid, '/read': read }
}
