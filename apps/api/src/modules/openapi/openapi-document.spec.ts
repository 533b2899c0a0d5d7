import { endpoints } from '@jishi/contracts/endpoints'
import { Validator } from '@seriousme/openapi-schema-validator'
import { beforeAll, describe, expect, it } from 'vitest'
import { openApiDocument, type OpenApiDocument } from './openapi-document.js'

const references = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(references)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : references(inner),
  )
}

describe('the description of the API', () => {
  let document: OpenApiDocument

  beforeAll(() => {
    document = openApiDocument(endpoints, '0.1.0')
  })

  it('is valid OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document))
    expect(errors ?? []).toEqual([])
    expect(valid).toBe(true)
  })

  it('names every route the server has, once, with its method', () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    const declared = Object.values(endpoints)
      .flatMap((table) => Object.values(table))
      .map(({ route }) => `${route.method} ${route.path.replace(/:([A-Za-z]+)/g, '{$1}')}`)
    expect(described.sort()).toEqual(declared.sort())
  })

  it('has no reference that leads nowhere', () => {
    const places = new Set(Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`))
    const all = references(document)
    expect(all.length).toBeGreaterThan(50)
    expect(all.filter((reference) => !places.has(reference))).toEqual([])
  })

  it('tells where a key is needed, who may call and what a tree looks like', () => {
    const place = document.paths['/api/shop/orders']?.['post'] as { parameters: { name: string }[]; security: object[] }
    expect(place.parameters.map(({ name }) => name)).toContain('Idempotency-Key')
    expect(place.security).toEqual([{ member: [] }])
    const tree = JSON.stringify(document.components.schemas['catalog.categories.reply'])
    expect(tree).toContain('#/components/schemas/catalog.categories.reply.')
  })
})
