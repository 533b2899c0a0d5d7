import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { endpoints } from './endpoints.js'
import type { Route } from './route.js'
import { routes } from './routes.js'

const all = Object.entries(routes).flatMap(([noun, table]) =>
  Object.entries(table as Record<string, Route>).map(([name, route]) => ({ name: `${noun}.${name}`, route })),
)
const named = all.map(({ name, route }) => [name, route] as const)

/** Writes that are safe without a key: nothing is made that a second time would make again; a code by SMS is held by its allowances. */
const keyless =
  /\/(?:auth\/[a-z-]+|quotes|preview|admin\/media|shop\/uploads|shop\/stored\/password\/code|admin\/product-imports|admin\/ship-sheets|invoices\/:id\/document|seckill\/tickets)$/
const ownSession = /\/(?:auth\/[a-z-]+|me)$/

describe('the table of routes', () => {
  it('gives each method and path to one route', () => {
    const places = all.map(({ route }) => `${route.method} ${route.path.replace(/:\w+/g, ':')}`)
    expect(places.filter((place, index) => places.indexOf(place) !== index)).toEqual([])
  })

  it('has an endpoint with schemas for each route, and no other', () => {
    const served = Object.entries(endpoints).flatMap(([noun, table]) =>
      Object.keys(table).map((name) => `${noun}.${name}`),
    )
    expect(served.sort()).toEqual(all.map(({ name }) => name).sort())
    for (const [noun, table] of Object.entries(endpoints)) {
      for (const [name, endpoint] of Object.entries(table)) {
        expect(endpoint.route).toBe((routes as Record<string, Record<string, Route>>)[noun]?.[name])
      }
    }
  })

  it.each(named)('%s lives under the prefix of who may call it', (_name, { access, path }) => {
    const prefix = {
      public: /^\/api\/(?:shop|admin\/auth)\//,
      member: /^\/api\/shop\//,
      operator: /^\/api\/admin\//,
      callback: /^\/api\/notify\//,
    }
    expect(path).toMatch(prefix[access])
  })

  it.each(named)('%s says how a repeat is met', (_name, { method, path, access, idempotency }) => {
    if (method === 'GET') expect(idempotency).toBe('none')
    else if (idempotency === 'none') expect(access === 'callback' || keyless.test(path)).toBe(true)
  })

  it.each(named)('%s names its owner and its permission', (_name, { access, path, owner, permission }) => {
    if (access === 'operator' && !ownSession.test(path)) expect(permission).toMatch(/^[a-z]+(?:[.:-][a-z]+)+$/)
    if (access !== 'operator') expect(permission).toBeUndefined()
    if (access === 'member' && path.includes(':')) expect(['member', 'shop']).toContain(owner)
  })
})

describe('the schemas', () => {
  const withBody = Object.entries(endpoints).flatMap(([noun, table]) =>
    Object.entries(table).flatMap(([name, { schemas }]) =>
      schemas.body ? [[`${noun}.${name}`, schemas.body] as const] : [],
    ),
  )

  it.each(withBody)('%s refuses a property it does not know', (_name, body) => {
    for (const alternative of alternativesOf(body)) {
      const answer = alternative.safeParse({ thisIsNotAProperty: 1 })
      expect(answer.success).toBe(false)
      expect(JSON.stringify(answer.error?.issues)).toContain('thisIsNotAProperty')
    }
  })

  it.each(all.filter(({ route }) => route.path.includes(':')).map(({ name, route }) => [name, route] as const))(
    '%s has a schema for each parameter of its path',
    (name, { path }) => {
      const [noun = '', key = ''] = name.split('.')
      const params = endpoints[noun]?.[key]?.schemas.params
      const answer = params?.safeParse({})
      const missing = answer?.error?.issues.map((issue) => String(issue.path[0])) ?? []
      expect(missing.sort()).toEqual([...path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? '').sort())
    },
  )
})

function alternativesOf(schema: z.ZodType): z.ZodType[] {
  return schema instanceof z.ZodUnion ? (schema.options as z.ZodType[]).flatMap(alternativesOf) : [schema]
}
