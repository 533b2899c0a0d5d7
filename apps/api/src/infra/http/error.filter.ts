import { Catch, Inject, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { LOGGER, type Logger } from '../logging/logger.js'
import { errorAnswer } from './error-answer.js'
import { languageOf } from './language.js'

/** The one way a failure leaves the program: the filter below and Fastify's own refusals both end here. */
export const sendError = (error: unknown, request: FastifyRequest, reply: FastifyReply, logger: Logger): void => {
  const answer = errorAnswer(error, request.id, languageOf(request.headers['accept-language']))
  if (answer.unexpected) logger.error({ err: error, requestId: request.id, route: request.routeOptions.url }, 'failed')
  else logger.debug({ code: answer.body.code, requestId: request.id, cause: causeOf(error) }, 'refused')
  if (reply.sent || reply.raw.headersSent) return
  if (answer.retryAfterSeconds !== undefined) void reply.header('retry-after', String(answer.retryAfterSeconds))
  void reply
    .code(answer.status)
    .header('cache-control', 'no-store')
    .header('content-type', 'application/json; charset=utf-8')
    .send(JSON.stringify(answer.body))
}

const causeOf = (error: unknown): string | undefined => {
  const cause = (error as { cause?: unknown } | undefined)?.cause
  return cause instanceof Error ? cause.message : undefined
}

@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp()
    sendError(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), this.logger)
  }
}
