import { Injectable, Module } from '@nestjs/common'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Database } from '../../src/infra/database/database.js'
import type { Tx } from '../../src/infra/database/sql.js'
import type { DomainEvent } from '../../src/infra/outbox/event-map.js'
import { Outbox } from '../../src/infra/outbox/outbox.js'
import { jobType } from '../../src/infra/queue/job-type.js'
import { Queues } from '../../src/infra/queue/queues.js'
import { Job, On } from '../../src/infra/worker/decorators.js'
import type { TestApp } from '../support/test-app.js'
import { startTestApp } from '../support/test-app.js'

declare module '../../src/infra/outbox/event-map.js' {
  interface EventMap {
    'chain.told': { chain: number; left: number }
  }
}

const CHAINS = 15
const LINKS = 6
const goOn = jobType<{ chain: number; left: number }>('chain.go-on', { queue: 'money' })

/** An event that asks for a job which tells the next event, each a moment after the one before it has ended. */
@Injectable()
class Chain {
  readonly ended: number[] = []

  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly queues: Queues,
  ) {}

  @On('chain.told', 'chain.hear')
  async hear(tx: Tx, { payload }: DomainEvent<'chain.told'>): Promise<void> {
    if (payload.left > 0) this.queues.enqueueAfter(tx, goOn, payload)
    else this.ended.push(payload.chain)
  }

  @Job(goOn)
  async goOn({ chain, left }: { chain: number; left: number }): Promise<void> {
    await this.tell(chain, left - 1)
  }

  async tell(chain: number, left: number): Promise<void> {
    await this.database.transaction((tx) => this.outbox.publish(tx, 'chain.told', { chain, left }))
  }
}

@Module({ providers: [Chain], exports: [Chain] })
class ChainModule {}

let shop: TestApp

beforeAll(async () => {
  shop = await startTestApp({ modules: [ChainModule], events: { 'chain.told': 1 } })
})
afterAll(() => shop.close())

it('a test that waits until nothing is under way misses neither a job between two events nor an event between two jobs', async () => {
  const chain = shop.get(Chain)
  for (let n = 1; n <= CHAINS; n += 1) {
    await chain.tell(n, LINKS)
    await shop.settle()
    expect(chain.ended).toHaveLength(n)
  }
})
