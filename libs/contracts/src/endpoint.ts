import type { ZodType } from 'zod'
import type { Route, RouteTypes } from './route.js'

/** A route with the schemas that guard it on the server: what comes in is checked, what goes out is cut to the schema. */
export interface Endpoint<T extends RouteTypes = RouteTypes> {
  readonly route: Route<T>
  readonly schemas: {
    readonly params?: ZodType
    readonly query?: ZodType
    readonly body?: ZodType
    readonly reply: ZodType
  }
}

/** What a controller method receives for an endpoint, after validation. */
export type InputOf<E> =
  E extends Endpoint<infer T> ? { params: T['params']; query: T['query']; body: T['body'] } : never
export type ReplyOf<E> = E extends Endpoint<infer T> ? T['reply'] : never

export const endpoint = <T extends RouteTypes>(route: Route<T>, schemas: Endpoint['schemas']): Endpoint<T> => ({
  route,
  schemas,
})
