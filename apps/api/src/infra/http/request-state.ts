import type { Endpoint } from '@jishi/contracts/endpoint'
import type { FastifyRequest } from 'fastify'
import type { Actor } from '../auth/actor.js'
import type { Permit } from '../limits/bulkhead.js'

/** What came in, after its schemas. */
export interface CheckedInput {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
}

/** Everything the edge learns about one request while it passes through. */
export interface RequestState {
  actor: Actor
  input: CheckedInput
  /** The bytes as they came; kept for callbacks only, whose signature covers them. */
  rawBody: Buffer | undefined
  idempotencyKey: string | undefined
  permit: Permit | undefined
  startedAt: bigint
}

declare module 'fastify' {
  interface FastifyRequest {
    jishi: RequestState
  }
  interface FastifyContextConfig {
    endpoint?: Endpoint
  }
}

/** The declared endpoint a request was routed to; undefined for files, health and unknown paths. */
export const endpointOf = (request: FastifyRequest): Endpoint | undefined => request.routeOptions.config.endpoint
