import { Inject, Injectable, Logger } from '@nestjs/common'
import { WALLETS, type Wallet } from '@jishi/contracts/payment/payment.terms'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { Metrics } from '../../../infra/metrics/metrics.js'
import { Sweep } from '../../../infra/worker/decorators.js'
import { Incidents } from '../incidents.js'
import { ChannelGate } from './channel-gate.js'

/** One gate for each account of a wallet, in this process; what opens is a person's to know. */
@Injectable()
export class ChannelGates {
  private readonly log = new Logger('Payment')
  private readonly gates: ReadonlyMap<Wallet, ChannelGate>

  constructor(
    private readonly database: Database,
    private readonly incidents: Incidents,
    metrics: Metrics,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.gates = new Map(WALLETS.map((wallet) => [wallet, new ChannelGate(clock, () => this.tell(wallet))]))
    const facts = {
      name: 'jishi_payment_channel_down',
      help: 'Wallets nobody can begin to pay with now',
      label: 'wallet',
    }
    metrics.gauge(facts, () => Object.fromEntries(WALLETS.map((wallet) => [wallet, this.of(wallet).isDown ? 1 : 0])))
  }

  of(wallet: Wallet): ChannelGate {
    const gate = this.gates.get(wallet)
    if (gate === undefined) throw new Error(`no gate of ${wallet}`)
    return gate
  }

  /** The incident is over as soon as any process began or took a payment there again. */
  @Sweep('payment.channels', 30_000)
  back(now: Instant): Promise<number> {
    return this.database.transaction((tx) =>
      tx.execute(
        `update payment_incidents i set resolved_at = $1 where i.kind = 'channel_down' and i.resolved_at is null
            and exists (select 1 from payment_attempts a where split_part(a.channel, '_', 1) = i.reference
                         and a.state_at > i.opened_at and a.state in ('open', 'succeeded'))`,
        [isoOf(now)],
      ),
    )
  }

  private tell(wallet: Wallet): void {
    this.log.warn(`${wallet} does not answer: nobody begins to pay there for a while`)
    this.database
      .transaction((tx) => this.incidents.open(tx, 'channel_down', wallet, {}))
      .catch((error: unknown) => this.log.error(`an incident of ${wallet} could not be written: ${String(error)}`))
  }
}
