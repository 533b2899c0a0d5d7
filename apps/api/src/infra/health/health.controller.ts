import { Controller, Get, Header, HttpCode, Post, Res, UseGuards } from '@nestjs/common'
import { RouteConfig } from '@nestjs/platform-fastify'
import { endpoint, type InputOf } from '@jishi/contracts/endpoint'
import { route } from '@jishi/contracts/route'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { InnerSurface } from '../http/inner-surface.js'
import { Input } from '../http/parameters.js'
import { Metrics } from '../metrics/metrics.js'
import { Health } from './health.js'

/** No part of the contracts: it is for whoever measures. */
const EMPTY = endpoint(
  route<{ body: { ticket: string }; reply: { size: number } }>({
    method: 'POST',
    path: '/metrics/empty',
    access: 'public',
    load: 'seckill',
    idempotency: 'none',
    owner: 'none',
  }),
  { body: z.strictObject({ ticket: z.string().max(400) }), reply: z.object({ size: z.int() }) },
)

/** What machines ask: is the process alive, should it get requests, and how is it doing. */
@Controller()
export class HealthController {
  constructor(
    private readonly health: Health,
    private readonly metrics: Metrics,
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
  @UseGuards(InnerSurface)
  async numbers(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply.header('content-type', this.metrics.registry.contentType).header('cache-control', 'no-store')
    return this.metrics.text()
  }

  /**
   * The cheapest POST that passes the door like every other: its body and its answer by schema, its slot, its limits, and then
   * nothing. What `npm run bench` measures flash sales by.
   */
  @Post(EMPTY.route.path)
  @HttpCode(200)
  @RouteConfig({ endpoint: EMPTY })
  @UseGuards(InnerSurface)
  empty(@Input() { body }: InputOf<typeof EMPTY>): { size: number } {
    return { size: body.ticket.length }
  }
}
