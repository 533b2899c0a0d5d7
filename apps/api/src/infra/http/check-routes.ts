import { endpoints } from '@jishi/contracts/endpoints'
import type { Endpoint } from '@jishi/contracts/endpoint'
import type { RouteFacts } from '@jishi/contracts/route'
import type { Limits } from '../limits/limits.js'
import { servedEndpoints } from './serve.js'

/** Operators reach their own session without a permission; every other route of theirs names one. */
const OWN_SESSION = new Set(['/api/admin/auth/sign-out', '/api/admin/auth/password', '/api/admin/me'])

/** Signing in, renewing and signing out: proofs that work once by themselves. */
const KEYLESS_LOADS: ReadonlySet<string> = new Set(['auth', 'session', 'platform'])

/** What it would be like: a question too long for a query, and nothing is kept of it. */
const isPreview = ({ path }: RouteFacts): boolean => /\/(?:quotes|preview)$/.test(path)

/** Writes that are safe without a key, or whose caller has none to give. */
const isKeylessWrite = (route: RouteFacts): boolean =>
  route.access === 'callback' ||
  KEYLESS_LOADS.has(route.load) ||
  route.upload !== undefined ||
  isPreview(route) ||
  // A ticket is worth nothing until it is used, and that happens once.
  route.path.endsWith('/tickets') ||
  route.path.endsWith('/sign-out')

const PREFIXES: Readonly<Record<RouteFacts['access'], RegExp>> = {
  public: /^\/api\/(?:shop|admin|open)\//,
  member: /^\/api\/shop\//,
  operator: /^\/api\/admin\//,
  callback: /^\/api\/notify\//,
}

const idempotencyProblem = (route: RouteFacts): string | undefined => {
  if (route.method === 'GET') return route.idempotency === 'none' ? undefined : 'a read takes no idempotency key'
  if (route.idempotency === 'natural') return route.method === 'POST' ? 'a POST is not naturally idempotent' : undefined
  if (route.idempotency === 'none' && !isKeylessWrite(route)) return 'a write needs an idempotency rule'
  return undefined
}

const permissionProblem = (route: RouteFacts): string | undefined => {
  if (route.access !== 'operator') return route.permission === undefined ? undefined : 'only operators have permissions'
  return route.permission === undefined && !OWN_SESSION.has(route.path)
    ? 'an operator route needs a permission'
    : undefined
}

const auditProblem = (route: RouteFacts): string | undefined => {
  if (route.access !== 'operator') return route.audit === undefined ? undefined : 'only operators are audited'
  if (route.audit === undefined) return 'an operator route says what it leaves in the audit log'
  const changes = route.method !== 'GET' && !isPreview(route)
  return changes === (route.audit !== 'none') ? undefined : 'what changes or reveals leaves a row, a read leaves none'
}

const ownerProblem = (route: RouteFacts): string | undefined =>
  route.access === 'member' && route.path.includes('/:') && route.owner === 'none'
    ? 'a member route with a parameter must say whose the resource is: the member’s or the shop’s'
    : undefined

/** What a route's own declaration gets wrong. */
export const routeProblems = (route: RouteFacts): string[] =>
  [
    PREFIXES[route.access].test(route.path) ? undefined : `access ${route.access} does not belong under this path`,
    permissionProblem(route),
    auditProblem(route),
    ownerProblem(route),
    idempotencyProblem(route),
  ].filter((problem) => problem !== undefined)

const label = ({ method, path }: RouteFacts): string => `${method} ${path}`

const declaredEndpoints = (): Endpoint[] => Object.values(endpoints).flatMap((noun) => Object.values(noun))

const servingProblems = (declared: readonly Endpoint[]): string[] => {
  const served = servedEndpoints()
  const byLabel = new Map([...served].map(([{ route }, places]) => [label(route), places]))
  const known = new Set(declared.map(({ route }) => label(route)))
  return [
    ...declared
      .filter(({ route }) => !byLabel.has(label(route)))
      .map(({ route }) => `${label(route)} has no controller`),
    ...[...byLabel.keys()].filter((name) => !known.has(name)).map((name) => `${name} is served but not declared`),
    ...[...byLabel]
      .filter(([, places]) => places.length > 1)
      .map(([name, places]) => `${name} is served twice: ${places.join(', ')}`),
  ]
}

const twice = (labels: readonly string[]): string[] => [
  ...new Set(labels.filter((name, at) => labels.indexOf(name) !== at)),
]

/** Compares contracts and controllers both ways; the program does not start while they disagree. */
export const checkRoutes = (limits: Pick<Limits, 'knows'>): void => {
  const declared = declaredEndpoints()
  const problems = [
    ...servingProblems(declared),
    ...twice(declared.map(({ route }) => label(route))).map((name) => `${name} is declared twice`),
    ...declared.flatMap(({ route }) => routeProblems(route).map((problem) => `${label(route)}: ${problem}`)),
    ...declared
      .filter(({ route }) => route.limit !== undefined && !limits.knows(route.limit))
      .map(({ route }) => `${label(route)}: no limit is called ${String(route.limit)}`),
  ]
  if (problems.length > 0)
    throw new Error(`routes and controllers disagree:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`)
}
