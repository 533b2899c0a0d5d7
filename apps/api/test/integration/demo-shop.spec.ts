import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Licences } from '@jishi/contracts/catalog/catalog-editing.schema'
import type { HomeView, ProductView } from '@jishi/contracts/shopfront/shopfront.schema'
import { isoOf } from '@jishi/kernel/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedDemo } from '../../src/demo/index.js'
import { DemoClock } from '../../src/demo/demo-clock.js'
import { runAudit } from '../../src/audit/run-audit.js'
import { LedgerBooks } from '../../src/modules/ledger/index.js'
import type { WholeShop } from '../support/whole-shop.js'
import { startWholeShop } from '../support/whole-shop.js'

const ORDERS = Number(process.env['DEMO_ORDERS'] ?? 60)

/** Dies after so many steps, as a process does that is killed: in the middle of whatever it is doing. */
class MortalClock extends DemoClock {
  private steps = 0
  dieAfter = Number.POSITIVE_INFINITY

  override at<Result>(...[time, work]: Parameters<typeof DemoClock.prototype.at<Result>>): Promise<Result> {
    this.steps += 1
    return this.steps > this.dieAfter ? Promise.reject(new Error('killed')) : super.at(time, work)
  }

  revive(): void {
    this.steps = 0
    this.dieAfter = Number.POSITIVE_INFINITY
  }
}

interface Counts {
  products: number
  pictures: number
  members: number
  orders: number
  unpaid: number
  shipped: number
  completed: number
  closed: number
  reserved: number
  owed: number
}

const COUNTS = `
  select (select count(*)::int from spus where state = 'on_shelf') as products,
         (select count(*)::int from media) as pictures,
         (select count(*)::int from members) as members,
         (select count(*)::int from orders where kind = 'normal') as orders,
         (select count(*)::int from orders where state = 'pending_payment') as unpaid,
         (select count(*)::int from orders where state = 'shipped') as shipped,
         (select count(*)::int from orders where state = 'completed') as completed,
         (select count(*)::int from orders where state = 'closed') as closed,
         (select coalesce(sum(reserved), 0)::int from stocks) as reserved,
         (select coalesce(sum(l.qty), 0)::int from order_lines l join orders o on o.id = l.order_id
           where o.state in ('pending_payment', 'paid'))
           + (select coalesce(sum(r.qty), 0)::int from stock_reservations r where r.owner_kind = 'activity' and r.state = 'firm') as owed`

describe('the demo shop', () => {
  let shop: WholeShop
  const clock = new MortalClock()
  const seed = (): Promise<void> => {
    const { app, config } = shop
    const context = { app, config, clock: shop.clock, onProgress: () => undefined }
    return seedDemo(context, { orders: ORDERS, clock })
  }
  const counts = (): Promise<Counts> => shop.database.one<Counts>(COUNTS)

  beforeAll(async () => {
    shop = await startWholeShop({ worker: false })
  })
  afterAll(() => shop.close())

  it('goes on where it was killed and ends as if it never had been', { timeout: 300_000 }, async () => {
    for (const steps of [30, 70, 190, 310]) {
      clock.revive()
      clock.dieAfter = steps
      await expect(seed()).rejects.toThrow('killed')
    }
    clock.revive()
    await seed()
    const { products, members, orders, unpaid, shipped, completed, closed, reserved, owed } = await counts()
    expect(products).toBeGreaterThanOrEqual(104)
    expect(members).toBeGreaterThanOrEqual(60)
    expect(orders).toBe(ORDERS)
    expect(unpaid).toBeGreaterThanOrEqual(3)
    expect(completed).toBeGreaterThan(ORDERS / 2)
    expect(shipped + closed).toBeGreaterThan(0)
    expect(reserved).toBe(owed)
  })

  it('adds nothing when it is asked again', async () => {
    const before = await counts()
    const asked = shop.database.statements.total
    await seed()
    // To look whether all is there takes next to nothing, however many goods and orders there are.
    expect(shop.database.statements.total - asked).toBeLessThan(50)
    expect(await counts()).toEqual(before)
  })

  it('holds every truth of the shop', async () => {
    const findings = await runAudit(shop.databaseUrl)
    expect(findings.filter(({ status }) => status === 'fail')).toEqual([])
  })

  it('has books whose trial balance sums to zero, with every side of selling in them', async () => {
    const { accounts, debitFen, differenceFen } = await shop.get(LedgerBooks).trialBalance({})
    expect(differenceFen).toBe(0)
    expect(debitFen).toBeGreaterThan(0)
    expect(accounts.reduce((total, { balanceFen }) => total + balanceFen, 0)).toBe(0)
    const moved = accounts.map(({ account }) => account)
    expect(moved).toEqual(expect.arrayContaining(['clearing', 'contract_liability', 'sales', 'freight']))
  })

  it('has a flash sale behind it that was lived through, so that its report shows figures', async () => {
    const { rows } = await shop.database.one<{ rows: Record<string, number>[] }>(
      `select jsonb_agg(jsonb_build_object('total', i.total, 'sold', i.sold, 'drawn', i.drawn, 'returned', i.returned)) as rows
         from activity_skus i join activities a on a.id = i.activity_id where a.settled_at is not null`,
    )
    expect(rows).toHaveLength(6)
    for (const { total = 0, sold = 0, drawn, returned = 0 } of rows) {
      expect(sold).toBeGreaterThan(0)
      expect({ drawn, ended: sold + returned }).toEqual({ drawn: 0, ended: total })
    }
    const takes = await shop.database.one<Record<string, number>>(
      `select count(*) filter (where released = 'not_ordered')::int as lapsed, count(*) filter (where released = 'order_closed')::int as unpaid,
              count(*) filter (where t.ordered_at < t.taken_at or t.paid_at > t.hold_until)::int as astray
         from seckill_takes t`,
    )
    expect(takes).toMatchObject({ astray: 0 })
    expect(takes['lapsed']).toBeGreaterThan(0)
    expect(takes['unpaid']).toBeGreaterThan(0)
  })

  it('keeps nobody out for having been away too long', async () => {
    const { away } = await shop.database.one<{ away: number }>(
      `select count(*)::int as away from members where phone_proven_at < $1::timestamptz - interval '90 days'`,
      [isoOf(shop.clock.now())],
    )
    expect(away).toBe(0)
  })

  it('lives every order at its own time', async () => {
    const { early, late } = await shop.database.one<{ early: number; late: number }>(
      `select count(*) filter (where paid_at < created_at or shipped_at < paid_at or completed_at < shipped_at)::int as early,
              count(*) filter (where paid_at > created_at + interval '10 minutes')::int as late from orders`,
    )
    expect({ early, late }).toEqual({ early: 0, late: 0 })
  })

  it('lets its operators in with the passwords it wrote down, readable by the owner alone', async () => {
    const path = join(shop.config.dataDir, 'demo.json')
    expect(statSync(path).mode & 0o077).toBe(0)
    const { operators } = JSON.parse(readFileSync(path, 'utf8')) as {
      operators: { username: string; password: string }[]
    }
    for (const { username, password } of operators) {
      const payload = { username, password }
      const answer = await shop.app.inject({ method: 'POST', url: '/api/admin/auth/sign-in', payload })
      expect(answer.statusCode).toBe(200)
    }
  })

  it('shows goods with pictures and banners to whoever comes in', async () => {
    const home = (await shop.app.inject('/api/shop/home')).json<HomeView>()
    expect(home.banners).toHaveLength(6)
    expect(home.feed.items.length).toBeGreaterThan(5)
    for (const width of [160, 320, 640, 1280]) {
      const picture = await shop.app.inject(`/media/${home.feed.items[0]?.picture?.id}/${width}.webp`)
      expect(picture.statusCode).toBe(200)
      expect(picture.headers['content-type']).toBe('image/webp')
      expect(picture.rawPayload.byteLength).toBeGreaterThan(500)
    }
  })
  it('tells the story of every product in three tall pictures, the last shared by its kind', async () => {
    const { feed } = (await shop.app.inject('/api/shop/home')).json<HomeView>()
    const page = (await shop.app.inject(`/api/shop/products/${feed.items[0]?.id}`)).json<ProductView>()
    expect(page.detailPictures).toHaveLength(3)
    for (const { width, height } of page.detailPictures) expect(height / width).toBeGreaterThan(0.9)
    const { shared } = await shop.database.one<{ shared: number }>(
      `select count(*)::int as shared from media where name like 'posters/promise-%'`,
    )
    const { sets } = await shop.database.one<{ sets: number }>(
      `select count(distinct detail_pictures -> 2 ->> 'id')::int as sets from spus`,
    )
    expect(sets).toBe(shared)
  })

  it('tells its goods apart by brand, tags and attributes, with others beside them', async () => {
    const found = await shop.database.one<Record<string, number>>(
      `select count(*)::int as products, count(brand_id)::int as branded,
              count(*) filter (where exists (select 1 from spu_attribute_values sv where sv.spu_id = s.id))::int as answering,
              count(*) filter (where exists (select 1 from spu_related r where r.spu_id = s.id))::int as beside,
              count(*) filter (where detail_html <> '')::int as detailed
         from spus s`,
    )
    expect(found['answering']).toBe(found['products'])
    expect(found['branded']).toBeGreaterThan(70)
    expect(found['beside']).toBeGreaterThan(40)
    expect(found['detailed']).toBe(3)
  })

  it('has something of every kind to try, with codes for what is sold as one', async () => {
    const kinds = await shop.database.rows<{ kind: string; products: number; available: number; ordered: number }>(
      `select s.kind, count(distinct s.id)::int as products, sum(t.on_hand - t.reserved)::int as available,
              (select count(*)::int from order_lines l join spus o on o.id = l.spu_id where o.kind = s.kind) as ordered
         from spus s join skus k on k.spu_id = s.id join stocks t on t.sku_id = k.id
        where s.state = 'on_shelf' and s.kind <> 'physical' group by s.kind order by s.kind`,
    )
    expect(kinds.map(({ kind, products, ordered }) => [kind, products, ordered])).toEqual([
      ['card_secret', 1, 0],
      ['service', 1, 0],
      ['virtual', 1, 0],
    ])
    for (const { available } of kinds) expect(available).toBeGreaterThan(10)
    const { codes } = await shop.database.one<{ codes: number }>(
      `select count(*)::int as codes from card_secrets where state = 'available'`,
    )
    expect(codes).toBe(kinds[0]?.available)
  })

  it('hangs up papers that say what they are', async () => {
    const { items, icp } = (await shop.app.inject('/api/shop/licences')).json<Licences>()
    expect(items.map(({ kind }) => kind)).toEqual(['business', 'food'])
    for (const { title } of items) expect(title).toContain('演示')
    expect(icp).toContain('演示')
  })
})
