import { Inject, Injectable, Logger } from '@nestjs/common'
import { newId } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Tx } from '../../../infra/database/sql.js'
import type { DomainEvent } from '../../../infra/outbox/event-map.js'
import { On } from '../../../infra/worker/decorators.js'
import { FindMembers } from '../../identity/index.js'
import { GiveCoupons } from './give-coupons.js'
import { TEMPLATE, type TemplateRow } from './template.rows.js'

/**
 * Gives whoever joins the pack of new members, once in a life: a phone or a platform's account that was seen before is not new,
 * also when its earlier account was merged or given up.
 */
@Injectable()
export class GreetNewcomer {
  private readonly log = new Logger('GreetNewcomer')

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly finding: FindMembers,
    private readonly giving: GiveCoupons,
  ) {}

  @On('member.joined', 'promotion.greet-newcomer')
  async run(tx: Tx, { payload: { memberId } }: DomainEvent<'member.joined'>): Promise<void> {
    const isNew = await this.remember(tx, memberId)
    const noted = await tx.execute(
      'insert into newcomers (member_id, outcome, joined_at) values ($1, $2, $3) on conflict do nothing',
      [memberId, isNew ? 'new' : 'seen_before', isoOf(this.clock.now())],
    )
    if (noted === 0) return
    if (isNew) await this.givePack(tx, memberId)
    else this.log.log(`member ${memberId} was seen before and gets nothing for being new`)
  }

  /** Whether nothing of this person has been seen; from now on all of it has. */
  private async remember(tx: Tx, memberId: string): Promise<boolean> {
    const marks = await this.finding.marksOf(tx, memberId)
    if (marks === undefined) return false
    const fresh = await tx.execute(
      `insert into newcomer_marks (mark, member_id, seen_at) select m, $2, $3 from unnest($1::bytea[]) as m
        on conflict do nothing`,
      [marks, memberId, isoOf(this.clock.now())],
    )
    return fresh === marks.length
  }

  private async givePack(tx: Tx, memberId: string): Promise<void> {
    const now = isoOf(this.clock.now())
    const pack = await tx.rows<TemplateRow>(
      `select ${TEMPLATE} from coupon_templates t where t.state = 'live' and t.way = 'new_member'
          and t.claim_from_at <= $1 and t.claim_until_at > $1 and t.claimed < t.total order by t.id`,
      [now],
    )
    for (const template of pack) {
      const wanted = [{ id: newId(this.clock), memberId }]
      await this.giving.give(tx, template, wanted, { way: 'new_member', batchId: null })
    }
  }
}
