import { seckillRoutes } from '@jishi/contracts/seckill/seckill.routes'
import { describe, expect, it } from 'vitest'
import { ownRoutes } from './seckill-api'

const names = Object.keys(ownRoutes) as (keyof typeof ownRoutes)[]

describe('the calls of flash sales', () => {
  it.each(names)('%s goes where the contracts say', (name) => {
    const { method, path } = seckillRoutes[name]
    expect(ownRoutes[name]).toMatchObject({ method, path })
  })

  it.each(names.filter((name) => name !== 'take'))('%s is sent as the contracts say', (name) => {
    const { access, idempotency } = seckillRoutes[name]
    expect(ownRoutes[name]).toMatchObject({ access, idempotency })
  })

  it('take carries the sign-in that its ticket is bound to, and is repeated by nobody but its caller', () => {
    expect(ownRoutes.take).toMatchObject({ access: 'member', idempotency: 'none' })
  })
})
