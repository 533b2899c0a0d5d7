import { Body, Controller, Get, Header, HttpCode, Inject, Post, Req, Res } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Config } from '../config/config.js'
import { CONFIG } from '../config/config.js'
import { mayReadInnerSurface } from '../http/inner-surface.js'
import { Metrics } from '../metrics/metrics.js'
import { Health } from './health.js'

const emptyBody = z.strictObject({ ticket: z.string().max(400) })

/** What machines ask: is the process alive, should it get requests, and how is it doing. */
@Controller()
export class HealthController {
  constructor(
    private readonly health: Health,
    private readonly metrics: Metrics,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('healthz')
  @Header('cache-control', 'no-store')
  alive(): { status: 'alive' } {
    return { status: 'alive' }
  }

  @Get('readyz')
  async ready(
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ status: string; missing?: readonly string[] }> {
    const { ready, missing } = await this.health.readiness()
    void reply.header('cache-control', 'no-store')
    if (ready) return { status: 'ready' }
    void reply.code(503).header('retry-after', '1')
    return { status: this.health.draining ? 'draining' : 'starting', missing }
  }

  @Get('metrics')
  async numbers(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    if (!mayReadInnerSurface(this.config, request)) throw new DomainError('NOT_FOUND')
    void reply.header('content-type', this.metrics.registry.contentType).header('cache-control', 'no-store')
    return this.metrics.text()
  }

  /** The cheapest POST this server can answer, its body checked like any other: what `npm run bench` measures flash sales by. */
  @Post('metrics/empty')
  @HttpCode(200)
  empty(@Req() request: FastifyRequest, @Body() body: unknown): { size: number } {
    if (!mayReadInnerSurface(this.config, request)) throw new DomainError('NOT_FOUND')
    const asked = emptyBody.safeParse(body)
    if (!asked.success) throw new DomainError('VALIDATION_FAILED')
    return { size: asked.data.ticket.length }
  }
}
