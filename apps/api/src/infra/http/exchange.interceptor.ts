import { Inject, Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common'
import type { Endpoint } from '@jishi/contracts/endpoint'
import type { FileReply } from '@jishi/contracts/primitives.schema'
import type { FastifyRequest } from 'fastify'
import { from, lastValueFrom, type Observable } from 'rxjs'
import { Limits } from '../limits/limits.js'
import { checkInput } from './check-input.js'
import { asFile } from './download.js'
import { languageOf } from './language.js'
import { endpointOf } from './request-state.js'

/**
 * Both directions of an exchange: what comes in is checked against the endpoint's schemas and counted
 * against its limits, what goes out is cut to the reply's schema, so that nothing undeclared can leak.
 */
@Injectable()
export class ExchangeInterceptor implements NestInterceptor {
  constructor(@Inject(Limits) private readonly limits: Limits) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>()
    const endpoint = endpointOf(request)
    return endpoint === undefined ? next.handle() : from(this.exchange(request, endpoint, next))
  }

  private async exchange(request: FastifyRequest, endpoint: Endpoint, next: CallHandler): Promise<unknown> {
    const state = request.jishi
    const given = { params: request.params, query: request.query, body: request.body }
    state.input = checkInput(endpoint, given, languageOf(request.headers['accept-language']))
    await this.limits.take(endpoint.route, { ip: request.ip, actor: state.actor, body: state.input.body })
    state.permit?.begin()
    try {
      const reply: unknown = cutToSchema(endpoint, await lastValueFrom(next.handle()))
      const { download } = endpoint.route
      return download === undefined ? reply : asFile(download.types, reply as FileReply)
    } finally {
      state.permit?.end()
    }
  }
}

/** An answer that does not fit its own contract is a bug of ours: it is logged and nothing of it is sent. */
const cutToSchema = (endpoint: Endpoint, reply: unknown): unknown => {
  const result = endpoint.schemas.reply.safeParse(reply)
  if (result.success) return result.data
  const { method, path } = endpoint.route
  const issues = result.error.issues.map((issue) => `${issue.path.map(String).join('.')}: ${issue.message}`)
  throw new Error(`the reply of ${method} ${path} breaks its schema: ${issues.slice(0, 10).join('; ')}`)
}
