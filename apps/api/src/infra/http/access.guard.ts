import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common'
import type { RouteFacts } from '@jishi/contracts/route'
import { DomainError } from '@jishi/kernel/errors'
import type { FastifyRequest } from 'fastify'
import { ANONYMOUS, type Actor, type OperatorActor } from '../auth/actor.js'
import { Authenticators } from '../auth/authenticators.js'
import { bearerToken, isFromOurPages, operatorToken } from '../auth/credentials.js'
import { endpointOf } from './request-state.js'

/** 1 … 128 visible ASCII characters. */
const KEY_SHAPE = /^[\x21-\x7e]{1,128}$/

/**
 * Decides by what the route declares, before anything of it runs: who calls, whether an operator may,
 * whether the call came from our own pages, and whether it carries the key it needs.
 */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly authenticators: Authenticators) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>()
    const route = endpointOf(request)?.route
    // Health and metrics are no part of the contracts; they guard themselves.
    if (route === undefined) return true
    request.jishi.actor = await this.actorOf(request, route)
    request.jishi.idempotencyKey = keyOf(request, route)
    return true
  }

  private async actorOf(request: FastifyRequest, route: RouteFacts): Promise<Actor> {
    switch (route.access) {
      case 'public':
      case 'callback':
        return ANONYMOUS
      case 'member': {
        const token = bearerToken(request)
        return known(token === undefined ? undefined : await this.authenticators.memberOf(token))
      }
      case 'operator': {
        const token = operatorToken(request)
        const operator = known(token === undefined ? undefined : await this.authenticators.operatorOf(token))
        assertOwnPages(request, route)
        assertPermitted(operator, route)
        return operator
      }
    }
  }
}

const known = <A>(actor: A | undefined): A => {
  if (actor === undefined) throw new DomainError('UNAUTHENTICATED')
  return actor
}

const assertOwnPages = (request: FastifyRequest, route: RouteFacts): void => {
  if (route.method !== 'GET' && !isFromOurPages(request)) throw new DomainError('CSRF_REQUIRED')
}

const assertPermitted = (operator: OperatorActor, route: RouteFacts): void => {
  if (route.permission !== undefined && !operator.permissions.has(route.permission)) throw new DomainError('FORBIDDEN')
}

const keyOf = (request: FastifyRequest, route: RouteFacts): string | undefined => {
  if (route.idempotency !== 'required') return undefined
  const key = request.headers['idempotency-key']
  if (typeof key !== 'string' || !KEY_SHAPE.test(key)) throw new DomainError('IDEMPOTENCY_KEY_REQUIRED')
  return key
}
