import { Injectable } from '@nestjs/common'
import { Gauge, Registry, collectDefaultMetrics } from 'prom-client'

/** Reads the present value, or several values by label; asked for when somebody scrapes, never in between. */
export type Reading = () =>
  Promise<number | Readonly<Record<string, number>>> | number | Readonly<Record<string, number>>

export interface GaugeFacts {
  readonly name: string
  readonly help: string
  /** Name of the label when the reading gives several values. */
  readonly label?: string
}

/** The process's metrics. One registry per program, so that two programs in one test process do not meet. */
@Injectable()
export class Metrics {
  readonly registry = new Registry()

  constructor() {
    collectDefaultMetrics({ register: this.registry, prefix: 'jishi_' })
  }

  /** Adds a value that is read on each scrape: pool size, outbox lag, queue depth. A reading that fails is left out. */
  gauge(facts: GaugeFacts, reading: Reading): void {
    const { label } = facts
    const gauge = new Gauge({
      name: facts.name,
      help: facts.help,
      labelNames: label === undefined ? [] : [label],
      registers: [this.registry],
      async collect() {
        try {
          const values = await reading()
          if (typeof values === 'number') this.set(values)
          else for (const name of Object.keys(values)) this.set({ [label ?? 'name']: name }, values[name] ?? 0)
        } catch {
          this.reset()
        }
      },
    })
    gauge.reset()
  }

  async text(): Promise<string> {
    return this.registry.metrics()
  }
}
