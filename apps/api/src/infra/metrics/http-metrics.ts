import { Injectable } from '@nestjs/common'
import { Histogram, type Registry } from 'prom-client'
import { Metrics } from './metrics.js'

export interface Exchange {
  readonly method: string
  /** The declared path, so that ids never become labels. */
  readonly path: string
  readonly status: number
  readonly seconds: number
}

const BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

/** How long answers take, by declared route and status. */
@Injectable()
export class HttpMetrics {
  private readonly durations: Histogram<'method' | 'path' | 'status'>

  constructor(metrics: Metrics) {
    const registers: Registry[] = [metrics.registry]
    this.durations = new Histogram({
      name: 'jishi_http_request_seconds',
      help: 'Time from the first byte of a request to the last byte of its answer',
      labelNames: ['method', 'path', 'status'],
      buckets: BUCKETS,
      registers,
    })
  }

  observe({ method, path, status, seconds }: Exchange): void {
    this.durations.observe({ method, path, status: String(status) }, seconds)
  }
}
