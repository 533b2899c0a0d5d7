import { friendPayRoutes } from '@jishi/contracts/order/friend-pay.routes'
import { describe, expect, it } from 'vitest'
import { friendRoutes } from './friend-api'

const names = Object.keys(friendPayRoutes) as (keyof typeof friendPayRoutes)[]

describe('the calls of paying for a friend', () => {
  it.each(names)('%s is what the contracts say', (name) => {
    const { method, path, access, idempotency } = friendPayRoutes[name]
    expect(friendRoutes[name]).toMatchObject({ method, path, access, idempotency })
  })
})
