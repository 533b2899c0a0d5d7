import { timingSafeEqual } from 'node:crypto'
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import type { FastifyRequest } from 'fastify'
import type { Config } from '../config/config.js'
import { CONFIG } from '../config/config.js'

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/

const sameText = (left: string, right: string): boolean => {
  const [a, b] = [Buffer.from(left), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/**
 * Who may read what is meant for the people who run the shop: numbers and the description of the API. Open on loopback
 * while the shop is a demo or a test; elsewhere only with the token, and off without one.
 */
export const mayReadInnerSurface = ({ mode, metricsToken }: Config, request: FastifyRequest): boolean => {
  if (metricsToken !== undefined) return sameText(request.headers.authorization ?? '', `Bearer ${metricsToken}`)
  return mode !== 'production' && LOOPBACK.test(request.socket.remoteAddress ?? '')
}

/** To everybody else it is what does not exist, whatever they send. */
@Injectable()
export class InnerSurface implements CanActivate {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  canActivate(context: ExecutionContext): boolean {
    if (mayReadInnerSurface(this.config, context.switchToHttp().getRequest<FastifyRequest>())) return true
    throw new DomainError('NOT_FOUND')
  }
}
