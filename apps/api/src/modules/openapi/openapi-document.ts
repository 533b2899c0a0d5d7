import type { Endpoint } from '@jishi/contracts/endpoint'
import { ERRORS } from '@jishi/contracts/errors'
import type { RouteFacts } from '@jishi/contracts/route'
import { z } from 'zod'

type Json = Record<string, unknown>
type Endpoints = Readonly<Record<string, Readonly<Record<string, Endpoint>>>>

export interface OpenApiDocument extends Json {
  readonly openapi: '3.1.0'
  readonly paths: Record<string, Record<string, Json>>
  readonly components: { readonly schemas: Record<string, unknown> } & Json
}

const DESCRIPTION = [
  'Generated from the schemas the server itself checks with; our own clients use the typed routes instead.',
  'Money is an integer number of fen. Times are ISO 8601 in UTC. Lists answer `{items, nextCursor}`.',
  'Every error has one shape; decide by `code`, never by the text.',
].join('\n\n')

const SECURITY: Readonly<Record<RouteFacts['access'], readonly Json[]>> = {
  public: [],
  callback: [],
  member: [{ member: [] }],
  operator: [{ operator: [], csrf: [] }],
}

const SECURITY_SCHEMES: Json = {
  member: { type: 'http', scheme: 'bearer', description: 'The access token of a signed-in member' },
  operator: { type: 'apiKey', in: 'cookie', name: 'jishi_admin', description: 'The session cookie of an operator' },
  csrf: { type: 'apiKey', in: 'header', name: 'X-Jishi-Csrf', description: '`1`, on every call of an operator' },
}

const ERROR_SCHEMA: Json = {
  type: 'object',
  required: ['code', 'message', 'requestId'],
  properties: {
    code: { type: 'string', enum: Object.keys(ERRORS) },
    message: { type: 'string' },
    requestId: { type: 'string' },
    details: {},
  },
}

const IDEMPOTENCY_KEY: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  schema: { type: 'string', minLength: 8, maxLength: 200 },
  description: 'The same key with the same body gives the same answer, however often it is sent',
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Points the references inside one generated schema at the place it gets in the document. */
const relocated = (value: unknown, name: string): unknown => {
  if (Array.isArray(value)) return value.map((item) => relocated(item, name))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (key !== '$ref' || typeof inner !== 'string') return [key, relocated(inner, name)]
      const definition = /^#\/\$defs\/(.+)$/.exec(inner)?.[1]
      return [key, `#/components/schemas/${definition === undefined ? name : `${name}.${definition}`}`]
    }),
  )
}

/** Collects the schemas of the document by name, with whatever a recursive one defines beside itself. */
class SchemaBook {
  readonly schemas: Record<string, unknown> = { Error: ERROR_SCHEMA }

  add(name: string, schema: z.ZodType, io: 'input' | 'output'): Json {
    const { $schema: _dialect, $defs, ...body } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json
    for (const [key, definition] of Object.entries(isObject($defs) ? $defs : {})) {
      this.schemas[`${name}.${key}`] = relocated(definition, name)
    }
    this.schemas[name] = relocated(body, name)
    return { $ref: `#/components/schemas/${name}` }
  }
}

const pathOf = ({ path }: RouteFacts): string => path.replace(/:([A-Za-z]+)/g, '{$1}')

/** The properties of an object schema as parameters of a path or a query. */
const parametersIn = (place: 'path' | 'query', schema: z.ZodType | undefined): Json[] => {
  if (schema === undefined) return []
  const { properties, required } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json
  const needed = new Set(Array.isArray(required) ? required : [])
  return Object.entries(isObject(properties) ? properties : {}).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || needed.has(name),
    schema: property,
  }))
}

const jsonOf = (schema: Json): Json => ({ 'application/json': { schema } })

const fileOf = (types: readonly string[]): Json =>
  Object.fromEntries(types.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]))

const notesOf = (route: RouteFacts): string =>
  [
    `Access: ${route.access}.`,
    route.permission === undefined ? '' : `Permission: \`${route.permission}\`.`,
    route.audit === undefined || route.audit === 'none' ? '' : `Leaves a row in the audit log (${route.audit}).`,
    route.owner === 'member' ? 'Somebody else’s resource answers 404, as one that does not exist.' : '',
  ]
    .filter((note) => note !== '')
    .join(' ')

const operationOf = (noun: string, name: string, { route, schemas }: Endpoint, book: SchemaBook): Json => {
  const parameters = [...parametersIn('path', schemas.params), ...parametersIn('query', schemas.query)]
  if (route.idempotency === 'required') parameters.push(IDEMPOTENCY_KEY)
  const body = schemas.body && book.add(`${noun}.${name}.body`, schemas.body, 'input')
  const replyContent = (): Json => jsonOf(book.add(`${noun}.${name}.reply`, schemas.reply, 'output'))
  return {
    operationId: `${noun}.${name}`,
    tags: [noun],
    description: notesOf(route),
    security: SECURITY[route.access],
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined ? {} : { requestBody: { content: jsonOf(body) } }),
    responses: {
      200: { description: 'Done', content: route.download ? fileOf(route.download.types) : replyContent() },
      default: { description: 'Refused', content: jsonOf({ $ref: '#/components/schemas/Error' }) },
    },
  }
}

/** The description of the API for third parties, in OpenAPI 3.1, from the same table the server checks itself against. */
export const openApiDocument = (endpoints: Endpoints, version: string): OpenApiDocument => {
  const book = new SchemaBook()
  const paths: OpenApiDocument['paths'] = {}
  for (const [noun, table] of Object.entries(endpoints)) {
    for (const [name, endpoint] of Object.entries(table)) {
      const operations = (paths[pathOf(endpoint.route)] ??= {})
      operations[endpoint.route.method.toLowerCase()] = operationOf(noun, name, endpoint, book)
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Jishi 集市', version, description: DESCRIPTION, license: { name: 'MIT', identifier: 'MIT' } },
    tags: Object.keys(endpoints).map((name) => ({ name })),
    paths,
    components: { schemas: book.schemas, securitySchemes: SECURITY_SCHEMES },
  }
}
