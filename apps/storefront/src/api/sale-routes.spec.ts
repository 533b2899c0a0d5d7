import { seckillRoutes } from '@jishi/contracts/seckill/seckill.routes'
import { describe, expect, it } from 'vitest'
import { saleRoutes } from './sale-routes'

describe('what everybody sees of flash sales', () => {
  it.each(Object.keys(saleRoutes) as (keyof typeof saleRoutes)[])('%s is asked for as the contracts say', (name) => {
    const { method, path, access, load, idempotency, owner } = seckillRoutes[name]
    expect(saleRoutes[name]).toEqual({ method, path, access, load, idempotency, owner })
  })
})
