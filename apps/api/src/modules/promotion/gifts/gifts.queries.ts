import { Inject, Injectable } from '@nestjs/common'
import type { PayGiftsQuery, PayGiftView } from '@jishi/contracts/promotion/pay-gifts.schema'
import type { Page } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Conditions } from '../../../infra/database/conditions.js'
import { Database } from '../../../infra/database/database.js'
import { addTimePage, cutTimePage } from '../../../infra/database/time-page.js'
import type { Language } from '../../../infra/http/language.js'
import { scopeWords } from '../coupons/template.rows.js'
import { GiftGivers } from './gift-givers.js'
import { GIFT, giftView, PHASES, type GiftRow } from './gift-rows.js'

/** Rules as operators see them. */
@Injectable()
export class GiftQueries {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly givers: GiftGivers,
  ) {}

  /** Newest first. */
  async list(query: PayGiftsQuery, language: Language): Promise<Page<PayGiftView>> {
    const conditions = new Conditions()
    if (query.phase !== undefined) {
      const [text, now] = [PHASES[query.phase], isoOf(this.clock.now())]
      conditions.add(text, ...[...text.matchAll(/\?/g)].map(() => now))
    }
    addTimePage(conditions, 'g.created_at', 'g.id', query)
    const limit = query.limit ?? PAGE_SIZE
    const rows = await this.database.rows<GiftRow>(
      `select ${GIFT} from pay_gifts g ${conditions.where} order by g.created_at desc, g.id desc limit ${limit + 1}`,
      conditions.values,
    )
    const page = cutTimePage(
      rows.map((row) => ({ ...row, at: row.createdAt, id: row.giftId })),
      limit,
    )
    return { items: await this.views(page.rows, language), nextCursor: page.nextCursor }
  }

  /** Throws NOT_FOUND. */
  async one(id: string, language: Language): Promise<PayGiftView> {
    const rows = await this.database.rows<GiftRow>(`select ${GIFT} from pay_gifts g where g.id = $1`, [id])
    const [view] = await this.views(rows, language)
    if (view === undefined) throw new DomainError('NOT_FOUND')
    return view
  }

  /** One more statement for each kind among them. */
  private async views(rows: readonly GiftRow[], language: Language): Promise<PayGiftView[]> {
    const [now, words] = [this.clock.now(), new Map<string, { name: string; text: string }>()]
    for (const kind of new Set(rows.map((row) => row.kind))) {
      const of = rows.filter((row) => row.kind === kind)
      const told = await this.givers.of(kind).words(
        this.database,
        of.map(({ gift }) => gift),
        language,
      )
      for (const [place, { giftId }] of of.entries()) words.set(giftId, told[place] ?? { name: '', text: '' })
    }
    return rows.map((row) => {
      const { name: giftName = '', text: giftText = '' } = words.get(row.giftId) ?? {}
      return giftView(row, now, { giftName, giftText, scopeText: scopeWords(row.scope, row.scopeNames, language) })
    })
  }
}
