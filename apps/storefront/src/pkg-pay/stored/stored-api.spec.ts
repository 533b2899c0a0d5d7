import { storedValueRoutes } from '@jishi/contracts/payment/stored-value.routes'
import { describe, expect, it } from 'vitest'
import { storedRoutes } from './stored-api'

const names = Object.keys(storedRoutes) as (keyof typeof storedRoutes)[]

describe('the calls of stored value', () => {
  it.each(names)('%s is what the contracts say', (name) => {
    const { method, path, access, idempotency } = storedValueRoutes[name]
    expect(storedRoutes[name]).toMatchObject({ method, path, access, idempotency })
  })
})
