import { z, type ZodType } from 'zod'
import type { Endpoint } from '@jishi/contracts/endpoint'
import { DomainError } from '@jishi/kernel/errors'
import { isId } from '@jishi/kernel/id'
import type { Language } from './language.js'
import type { CheckedInput } from './request-state.js'

/** One refused value: where it stands and why. The value itself is never repeated. */
export interface Refusal {
  readonly path: string
  readonly message: string
}

export interface GivenInput {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
}

const LOCALE = { zh: z.locales.zhCN().localeError, en: z.locales.en().localeError }

/** Where nothing is declared, nothing may be sent. */
const NOTHING = z.strictObject({}).nullish()

const MAX_REFUSALS = 40

const pathText = (path: readonly PropertyKey[]): string => path.map(String).join('.')

/** Unknown properties are told one by one, so that a client sees exactly which name was too much. */
const refusalsOf = (issue: z.core.$ZodIssue): Refusal[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => ({ path: pathText([...issue.path, key.slice(0, 60)]), message: issue.message }))
    : [{ path: pathText(issue.path), message: issue.message }]

const isNothing = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length === 0)

const parsed = (schema: ZodType | undefined, value: unknown, language: Language): unknown => {
  // Most requests send nothing where nothing is declared.
  if (schema === undefined && isNothing(value)) return value
  const result = (schema ?? NOTHING).safeParse(value, { error: LOCALE[language] })
  if (result.success) return result.data
  throw new DomainError('VALIDATION_FAILED', result.error.issues.flatMap(refusalsOf).slice(0, MAX_REFUSALS))
}

const isResourceName = (name: string): boolean => name === 'id' || name.endsWith('Id')

/** A path that cannot name anything is answered like a path that names nothing: 404, never 400. */
const checkedParams = (schema: ZodType | undefined, params: unknown): unknown => {
  const given = (params ?? {}) as Record<string, string>
  const malformed = Object.keys(given).some((name) => isResourceName(name) && !isId(given[name] ?? ''))
  if (malformed) throw new DomainError('NOT_FOUND')
  if (schema === undefined) return given
  const result = schema.safeParse(given)
  if (!result.success) throw new DomainError('NOT_FOUND')
  return result.data
}

/** Runs what came in through the endpoint's schemas; throws NOT_FOUND or VALIDATION_FAILED. */
export const checkInput = (endpoint: Endpoint, given: GivenInput, language: Language): CheckedInput => {
  const { params, query, body } = endpoint.schemas
  return {
    params: checkedParams(params, given.params),
    query: parsed(query, given.query ?? {}, language),
    body: endpoint.route.access === 'callback' && body === undefined ? undefined : parsed(body, given.body, language),
  }
}
