import type { SessionItem, SessionTab } from '@jishi/contracts/seckill/seckill.schema'
import { describe, expect, it } from 'vitest'
import { goodsOf, saleOf } from './home-sale'

const now = Date.parse('2026-11-30T02:00:00Z')
const HOUR = 3_600_000
const tab = (id: string, from: number, shownFrom = from): SessionTab => ({
  ...{ id, name: id, phase: 'announced', warmUpAt: new Date(now + shownFrom).toISOString() },
  ...{ startsAt: new Date(now + from).toISOString(), endsAt: new Date(now + from + HOUR).toISOString() },
})
const item = (id: string, left: number) => ({ id, left }) as SessionItem

describe('the flash sale of the first page', () => {
  it('is the one that is on, then the next whose goods are told, and none otherwise', () => {
    const [over, on, told, later] = [
      ...[tab('over', -HOUR), tab('on', 0), tab('told', 2 * HOUR, -1), tab('later', 4 * HOUR)],
    ]
    expect([saleOf([over, told, on], now)?.id, saleOf([over, told, later], now)?.id]).toEqual(['on', 'told'])
    expect([saleOf([over, later], now), saleOf([{ ...on, phase: 'stopped' }], now), saleOf([], now)]).toEqual([
      ...[null, null, null],
    ])
  })

  it('shows four of its goods, what can be had first', () => {
    const items = [item('a', 0), item('b', 2), item('c', 1), item('d', 0), item('e', 3)]
    expect(goodsOf({ items }).map(({ id }) => id)).toEqual(['b', 'c', 'e', 'a'])
  })
})
