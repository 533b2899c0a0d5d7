/**
 * A route is declared once, as data: the server binds a controller and schemas to it, the two front
 * ends call it through the typed client. Types travel by `import type`, so nothing of the schemas ships.
 */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Who may call: anybody, a signed-in member, a signed-in operator, or a payment channel with its own signature. */
export type Access = 'public' | 'member' | 'operator' | 'callback'

/**
 * `required`: the caller sends an Idempotency-Key. `natural`: repeating changes nothing further.
 * `none`: reads, and the few writes that are safe without one (sign-in, refresh, sign-out, SMS, quotes, callbacks).
 */
export type IdempotencyRule = 'required' | 'natural' | 'none'

/**
 * The bulkhead a request is counted in: one class cannot starve another. `platform` may wait for a company outside (a text
 * message, a platform's sign-in), `auth` hashes a password, `session` renews and ends what was opened, `seckill` waits for a
 * decision that it shares with many, `upload` brings a file, however slowly, `export` sends a whole table for as long as its
 * reader takes.
 */
export type LoadClass =
  'browse' | 'order' | 'seckill' | 'pay' | 'notify' | 'auth' | 'session' | 'platform' | 'admin' | 'upload' | 'export'

/** What an operator's call leaves in the audit log: nothing (a read), a row for what it changed, or one for what it revealed. */
export type AuditClass = 'none' | 'write' | 'reveal'

export interface RouteTypes {
  params?: unknown
  query?: unknown
  body?: unknown
  reply: unknown
}

export interface RouteFacts {
  readonly method: Method
  /** Path with `:name` parameters; parameters named id or ending in Id are uuids. */
  readonly path: string
  readonly access: Access
  readonly load: LoadClass
  readonly idempotency: IdempotencyRule
  /** Permission code an operator needs; every operator route except its own session routes has one. */
  readonly permission?: string
  /** Every operator route says what it leaves in the audit log. */
  readonly audit?: AuditClass
  /**
   * Whose resource the path names: `member` = the row must belong to the caller; `shop` = it is the shop's, and anybody of
   * this access may name it (what a member then reads or writes is still only their own); `none` = nothing is named.
   */
  readonly owner: 'member' | 'shop' | 'none'
  /** The body is one file of these types as it is, no JSON; the server reads its bytes only for who may send them. */
  readonly upload?: { readonly types: readonly string[]; readonly maxBytes: number }
  /** How large its JSON may be, where a list of its own asks for more than the usual 256 kB. */
  readonly maxBytes?: number
  /** The answer is a file of one of these types, sent as it is made, and no JSON. */
  readonly download?: { readonly types: readonly string[] }
  /** Named rate limit, declared in the server's table. */
  readonly limit?: string
}

export interface Route<T extends RouteTypes = RouteTypes> extends RouteFacts {
  /** Never set: carries the types of the call. */
  readonly types?: T
}

export const route = <T extends RouteTypes>(facts: RouteFacts): Route<T> => facts

const desk = { access: 'operator', load: 'admin', owner: 'shop' } as const

/** What every look at the shop's own things from the desk has in common. */
export const deskRead = (permission: string) =>
  ({ ...desk, method: 'GET', permission, audit: 'none', idempotency: 'none' }) as const satisfies Partial<RouteFacts>

/** What every deed of the desk has in common: it is done once however often it is sent, and written down. */
export const deskWrite = (permission: string) =>
  ({
    ...desk,
    method: 'POST',
    permission,
    audit: 'write',
    idempotency: 'required',
  }) as const satisfies Partial<RouteFacts>
