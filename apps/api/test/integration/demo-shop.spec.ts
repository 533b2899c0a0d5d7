import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seedDemo } from '../../src/demo/index.js'
import { MovableClock } from '../../src/infra/clock/clock.js'
import type { WholeShop } from '../support/whole-shop.js'
import { startWholeShop } from '../support/whole-shop.js'

const ORDERS = Number(process.env['DEMO_ORDERS'] ?? 60)

/** Dies after so many moves, as a process does that is killed: in the middle of whatever it is doing. */
class MortalClock extends MovableClock {
  private moves = 0
  dieAfter = Number.POSITIVE_INFINITY

  override set(...[instant]: Parameters<MovableClock['set']>): void {
    this.moves += 1
    if (this.moves > this.dieAfter) throw new Error('killed')
    super.set(instant)
  }

  revive(): void {
    this.moves = 0
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
         (select count(*)::int from orders) as orders,
         (select count(*)::int from orders where state = 'pending_payment') as unpaid,
         (select count(*)::int from orders where state = 'shipped') as shipped,
         (select count(*)::int from orders where state = 'completed') as completed,
         (select count(*)::int from orders where state = 'closed') as closed,
         (select coalesce(sum(reserved), 0)::int from stocks) as reserved,
         (select coalesce(sum(l.qty), 0)::int from order_lines l join orders o on o.id = l.order_id
           where o.state in ('pending_payment', 'paid')) as owed`

describe('the demo shop', () => {
  let shop: WholeShop
  const clock = new MortalClock()
  const progress: string[] = []
  const seed = (): Promise<void> => {
    const { app, config } = shop
    return seedDemo({ app, clock, config, onProgress: (words) => void progress.push(words) }, { orders: ORDERS })
  }
  const counts = (): Promise<Counts> => shop.database.one<Counts>(COUNTS)

  beforeAll(async () => {
    shop = await startWholeShop({ clock, worker: false })
  })
  afterAll(() => shop.close())

  it('goes on where it was killed and ends as if it never had been', { timeout: 180_000 }, async () => {
    for (const moves of [30, 70, 190, 310]) {
      clock.revive()
      clock.dieAfter = moves
      await expect(seed()).rejects.toThrow('killed')
    }
    clock.revive()
    const started = performance.now()
    await seed()
    console.error(`last seeding ${Math.round(performance.now() - started)} ms`, await counts())
    const { products, members, orders, unpaid, shipped, completed, closed, reserved, owed } = await counts()
    expect(products).toBeGreaterThanOrEqual(56)
    expect(members).toBeGreaterThanOrEqual(60)
    expect(orders).toBe(ORDERS)
    expect(unpaid).toBeGreaterThanOrEqual(3)
    expect(completed).toBeGreaterThan(ORDERS / 2)
    expect(shipped + closed).toBeGreaterThan(0)
    expect(reserved).toBe(owed)
  })

  it('adds nothing when it is asked again', async () => {
    const before = await counts()
    const started = performance.now()
    await seed()
    expect(performance.now() - started).toBeLessThan(1_000)
    expect(await counts()).toEqual(before)
  })

  it('lets its operators in with the passwords it wrote down, readable by the owner alone', async () => {
    const path = join(shop.config.dataDir, 'demo.json')
    expect(statSync(path).mode & 0o077).toBe(0)
    const { operators } = JSON.parse(readFileSync(path, 'utf8')) as {
      operators: { username: string; password: string }[]
    }
    for (const { username, password } of operators) {
      const answer = await fetch(`${shop.url}/api/admin/auth/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username, password }),
      })
      expect(answer.status).toBe(200)
    }
  })

  it('shows goods with pictures and banners to whoever comes in', async () => {
    const home = (await (await fetch(`${shop.url}/api/shop/home`)).json()) as {
      banners: { picture: { id: string } }[]
      feed: { items: { picture: { id: string }; price: { fromFen: number } }[] }
    }
    expect(home.banners).toHaveLength(4)
    expect(home.feed.items.length).toBeGreaterThan(5)
    for (const width of [160, 320, 640, 1280]) {
      const picture = await fetch(`${shop.url}/media/${home.feed.items[0]?.picture.id}/${width}.webp`)
      expect(picture.status).toBe(200)
      expect(picture.headers.get('content-type')).toBe('image/webp')
    }
  })
})
