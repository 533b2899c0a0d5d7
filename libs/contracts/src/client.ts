import type { Method, Route, RouteTypes } from './route.js'

/** What a transport must carry: `uni.request` in the storefront, `fetch` in the admin, `inject` in tests. */
export interface WireRequest {
  method: Method
  /** Path with parameters filled in and the query appended. */
  url: string
  body?: unknown
  /** Present on calls that need one; the caller keeps the same key over its retries. */
  idempotencyKey?: string
  route: Route
}

/** Sends a request and returns the parsed answer; rejects with its own error for anything but 2xx. */
export type Transport = (request: WireRequest) => Promise<unknown>

type Given<T> = unknown extends T ? false : T extends undefined ? false : true
type Part<K extends string, T> =
  Given<T> extends true ? (Partial<Record<never, never>> extends T ? { [P in K]?: T } : { [P in K]: T }) : unknown
export type CallInput<T extends RouteTypes> = Part<'params', T['params']> &
  Part<'query', T['query']> &
  Part<'body', T['body']> & { idempotencyKey?: string }
export type Call<T extends RouteTypes> = (input?: CallInput<T>) => Promise<T['reply']>
type TypesOf<R> = R extends Route<infer T> ? T : never
export type Client<R extends Record<string, Record<string, Route>>> = {
  [N in keyof R]: {
    [K in keyof R[N]]: (...input: CallArguments<TypesOf<R[N][K]>>) => Promise<TypesOf<R[N][K]>['reply']>
  }
}
type CallArguments<T extends RouteTypes> =
  Record<never, never> extends CallInput<T> ? [input?: CallInput<T>] : [input: CallInput<T>]

interface LooseInput {
  params?: Record<string, string>
  query?: Record<string, unknown>
  body?: unknown
  idempotencyKey?: string
}

/** Fills `:name` parameters and appends the query; there is no URLSearchParams in a mini program. */
export const urlOf = (
  route: Route,
  params: Record<string, string> = {},
  query: Record<string, unknown> = {},
): string => {
  const path = route.path.replace(/:([A-Za-z]+)/g, (_whole, name: string) => encodeURIComponent(params[name] ?? ''))
  const pairs = Object.keys(query)
    .filter((key) => query[key] !== undefined && query[key] !== null && query[key] !== '')
    .map((key) => `${encodeURIComponent(key)}=${encodeURIComponent(String(query[key]))}`)
  return pairs.length > 0 ? `${path}?${pairs.join('&')}` : path
}

const requestOf = (route: Route, input: LooseInput): WireRequest => {
  const request: WireRequest = { method: route.method, url: urlOf(route, input.params, input.query), route }
  if (input.body !== undefined) request.body = input.body
  if (input.idempotencyKey !== undefined) request.idempotencyKey = input.idempotencyKey
  return request
}

/** Turns tables of routes into typed calls: `client.order.place({ body, idempotencyKey })`. */
export const createClient = <R extends Record<string, Record<string, Route>>>(
  routes: R,
  transport: Transport,
): Client<R> => {
  const client: Record<string, Record<string, (input?: LooseInput) => Promise<unknown>>> = {}
  for (const noun of Object.keys(routes)) {
    const table = routes[noun] as Record<string, Route>
    const calls: Record<string, (input?: LooseInput) => Promise<unknown>> = {}
    for (const name of Object.keys(table)) {
      const route = table[name] as Route
      calls[name] = (input = {}) => transport(requestOf(route, input))
    }
    client[noun] = calls
  }
  return client as Client<R>
}
