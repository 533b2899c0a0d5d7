import type { RouteFacts } from '@jishi/contracts/route'
import { routes } from '@jishi/contracts/routes'
import { describe, expect, it } from 'vitest'
import { NAMED_LIMITS } from '../limits/limit-table.js'
import { routeProblems } from './check-routes.js'

const read: RouteFacts = {
  method: 'GET',
  path: '/api/shop/x',
  access: 'public',
  load: 'browse',
  idempotency: 'none',
  owner: 'none',
}
const write: RouteFacts = { ...read, method: 'POST', access: 'member', load: 'order', idempotency: 'required' }
const all = Object.values(routes).flatMap((noun): RouteFacts[] => Object.values(noun))

describe('the declarations of the contracts', () => {
  it.each(all.map((route) => [`${route.method} ${route.path}`, route] as const))('%s is complete', (_name, route) => {
    expect(routeProblems(route)).toEqual([])
    if (route.limit !== undefined) expect(Object.keys(NAMED_LIMITS)).toContain(route.limit)
  })
})

describe('a declaration with a mistake', () => {
  it.each<[string, RouteFacts]>([
    ['a member write without a key', { ...write, idempotency: 'none' }],
    ['a POST that calls itself naturally idempotent', { ...write, idempotency: 'natural' }],
    ['a read with a key', { ...read, idempotency: 'required' }],
    ['an operator route without a permission', { ...read, access: 'operator', path: '/api/admin/orders' }],
    ['an operator route among the shop’s', { ...read, access: 'operator', permission: 'x.y' }],
    ['a permission for members', { ...read, access: 'member', permission: 'x.y' }],
    ['a member’s resource without an owner', { ...read, access: 'member', path: '/api/shop/x/:id' }],
    ['a callback elsewhere', { ...write, access: 'callback' }],
  ])('is found: %s', (_name, route) => {
    expect(routeProblems(route)).not.toEqual([])
  })
})
