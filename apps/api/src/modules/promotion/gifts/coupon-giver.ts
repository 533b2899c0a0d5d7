import { Inject, Injectable, type OnModuleInit } from '@nestjs/common'
import type { Gift } from '@jishi/contracts/promotion/pay-gifts.schema'
import type { GiftMiss } from '@jishi/contracts/promotion/pay-gifts.terms'
import { DomainError } from '@jishi/kernel/errors'
import type { Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Sql, Tx } from '../../../infra/database/sql.js'
import type { Language } from '../../../infra/http/language.js'
import { GiveCoupons } from '../coupons/give-coupons.js'
import { FACE, faceOf, type FaceRow, type TemplateRow } from '../coupons/template.rows.js'
import { GiftGivers, type GiftGiver, type GiftToGive } from './gift-givers.js'

/** Coupons as gifts: of templates that are given by name, one a gift, under the gift's own id. */
@Injectable()
export class CouponGiver implements GiftGiver, OnModuleInit {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly givers: GiftGivers,
    private readonly giving: GiveCoupons,
  ) {}

  onModuleInit(): void {
    this.givers.register('coupon', this)
  }

  /** Throws PAY_GIFT_COUPON_UNFIT. */
  async assertGivable(sql: Sql, { templateId }: Gift): Promise<void> {
    const template = await this.giving.template(sql, templateId)
    if (template?.way !== 'issue' || this.isOver(template)) throw new DomainError('PAY_GIFT_COUPON_UNFIT')
  }

  async give(tx: Tx, gifts: readonly GiftToGive[]): Promise<Map<string, GiftMiss>> {
    const missed = new Map<string, GiftMiss>()
    // In the order of the templates, whose counts everybody writes: two orders with the same two never wait for each other.
    const sorted = [...gifts].sort((one, other) => (one.gift.templateId < other.gift.templateId ? -1 : 1))
    for (const one of sorted) {
      const miss = await this.giveOne(tx, one)
      if (miss !== undefined) missed.set(one.id, miss)
    }
    return missed
  }

  private async giveOne(tx: Tx, { id, memberId, gift }: GiftToGive): Promise<GiftMiss | undefined> {
    const template = await this.giving.template(tx, gift.templateId)
    if (template === undefined || this.isOver(template)) return 'over'
    const how = { way: 'issue' as const, batchId: null }
    // Stopped between these two statements it throws, and the delivery that follows finds it stopped.
    const outcome = (await this.giving.give(tx, template, [{ id, memberId }], how)).get(id)
    return outcome === 'given' ? undefined : (outcome ?? 'limit')
  }

  private isOver({ state, claimFromAt, claimUntilAt }: TemplateRow): boolean {
    const now = this.clock.now()
    return state !== 'live' || claimFromAt > now || claimUntilAt <= now
  }

  /** One that an order holds or has used is that order's; it goes when the order lets go of it. */
  async takeBack(tx: Tx, ids: readonly string[]): Promise<Set<string>> {
    const rows = await tx.rows<{ id: string; state: string }>(TAKE_BACK, [ids])
    return new Set(rows.filter(({ state }) => state !== 'revoked').map(({ id }) => id))
  }

  async words(sql: Sql, gifts: readonly Gift[], language: Language): Promise<{ name: string; text: string }[]> {
    const rows = await sql.rows<FaceRow>(`select ${FACE} from coupon_templates t where t.id = any($1::uuid[])`, [
      gifts.map(({ templateId }) => templateId),
    ])
    const faces = new Map(rows.map((row) => [row.templateId, faceOf(row, language)]))
    return gifts.map(({ templateId }) => {
      const face = faces.get(templateId)
      return { name: face?.name ?? '', text: face === undefined ? '' : `${face.ruleText} · ${face.scopeText}` }
    })
  }
}

const TAKE_BACK = `
  with owed as (
    select id, state from coupons where id = any($1::uuid[]) order by id for no key update
  )
  update coupons c set state = case when o.state = 'held' then 'revoked' else c.state end,
                       revoke_when_free = o.state in ('locked', 'used')
    from owed o where c.id = o.id returning c.id, c.state`
