import { Inject, Injectable } from '@nestjs/common'
import type { AttributeAnswer, ProductBody } from '@jishi/contracts/catalog/catalog-editing.schema'
import { MAX_DETAIL_STORED, type SpuState } from '@jishi/contracts/catalog/catalog.terms'
import { DomainError } from '@jishi/kernel/errors'
import { instantOf, isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { json, type Tx } from '../../infra/database/sql.js'
import { MediaFacade } from '../media/index.js'
import { answerFlaws } from './domain/answer-flaws.js'
import { formDayFlaws, type ShelfDays } from './domain/shelf-days.js'
import { askedAttributes, carriedAnswers } from './asked-attributes.query.js'
import { videoOf } from './known-videos.js'
import { cleanRichText, picturesIn } from './text/rich-text.js'
import { ShelfClock } from './shelf/shelf-clock.js'

/** What of a product's form tells it apart and says when it is there. */
export type ProductLabels = Pick<
  ProductBody,
  | 'brandId'
  | 'tagIds'
  | 'attributes'
  | 'relatedIds'
  | 'weight'
  | 'detailHtml'
  | 'videoId'
  | 'shelfFrom'
  | 'shelfUntil'
  | 'freightTemplateId'
>

const invalid = (path: string, message: string): DomainError =>
  new DomainError('VALIDATION_FAILED', [{ path, message }])

/** Writes brand, tags, answers to attributes, kindred goods, rich text, film and days of a product, each looked at first. */
@Injectable()
export class RewriteLabels {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly media: MediaFacade,
    private readonly shelfClock: ShelfClock,
  ) {}

  /** Asked while the product is held. Throws VALIDATION_FAILED with the fields. */
  async run(tx: Tx, spuId: string, categoryId: string, state: SpuState, labels: ProductLabels): Promise<void> {
    await this.assertNamed(tx, spuId, labels)
    await this.writeAnswers(tx, spuId, categoryId, labels.attributes)
    await this.writeSpu(tx, spuId, state, labels)
    await tx.execute('delete from spu_tags where spu_id = $1', [spuId])
    await tx.execute('insert into spu_tags (spu_id, tag_id) select $1, t from unnest($2::uuid[]) t', [
      ...[spuId, [...new Set(labels.tagIds)]],
    ])
    await tx.execute('delete from spu_related where spu_id = $1', [spuId])
    await tx.execute(
      `insert into spu_related (spu_id, related_id, position)
       select $1, r.id, r.place - 1 from unnest($2::uuid[]) with ordinality as r (id, place)`,
      [spuId, [...new Set(labels.relatedIds)]],
    )
  }

  /** What is given is held meanwhile, so that it cannot be archived under the product's feet. */
  private async assertNamed(tx: Tx, spuId: string, labels: ProductLabels): Promise<void> {
    const { brandId, tagIds, relatedIds, freightTemplateId } = labels
    if (brandId !== null) {
      const brand = 'select 1 as one from brands where id = $1 and archived_at is null for share'
      if ((await tx.maybe(brand, [brandId])) === undefined) throw invalid('brandId', 'there is no such brand')
    }
    if (freightTemplateId !== null) {
      const template = 'select 1 as one from freight_templates where id = $1 and archived_at is null for share'
      if ((await tx.maybe(template, [freightTemplateId])) === undefined) {
        throw invalid('freightTemplateId', 'there is no such freight template')
      }
    }
    const unknown = await tx.rows<{ path: string; message: string }>(
      `select 'tagIds.' || w.place - 1 as path, 'there is no such tag' as message
         from unnest($2::uuid[]) with ordinality as w (id, place)
        where not exists (select 1 from tags t where t.id = w.id and t.archived_at is null)
       union all
       select 'relatedIds.' || w.place - 1, 'there is no such product beside this one'
         from unnest($3::uuid[]) with ordinality as w (id, place)
        where w.id = $1 or not exists (select 1 from spus s where s.id = w.id and s.archived_at is null)`,
      [spuId, tagIds, relatedIds],
    )
    if (unknown.length > 0) throw new DomainError('VALIDATION_FAILED', unknown)
  }

  private async writeAnswers(
    tx: Tx,
    spuId: string,
    categoryId: string,
    answers: readonly AttributeAnswer[],
  ): Promise<void> {
    const asked = await askedAttributes(tx, categoryId)
    const flaws = answerFlaws(answers, asked, await carriedAnswers(tx, spuId))
    if (flaws.length > 0) throw new DomainError('VALIDATION_FAILED', flaws)
    const rows = answers.flatMap(({ attributeId, valueIds, words }) => [
      ...valueIds.map((valueId) => ({ attributeId, valueId, words: null })),
      ...(words === null ? [] : [{ attributeId, valueId: null, words }]),
    ])
    await tx.execute('delete from spu_attribute_values where spu_id = $1', [spuId])
    await tx.execute(
      `insert into spu_attribute_values (spu_id, attribute_id, value_id, words)
       select $1, r."attributeId", r."valueId", r.words
         from jsonb_to_recordset($2) as r ("attributeId" uuid, "valueId" uuid, words text)`,
      [spuId, json(rows)],
    )
  }

  private async writeSpu(tx: Tx, spuId: string, state: SpuState, labels: ProductLabels): Promise<void> {
    const days = daysOf(labels)
    const flaws = formDayFlaws(state, days, this.clock.now())
    if (flaws.length > 0) throw new DomainError('VALIDATION_FAILED', flaws)
    const from = state === 'on_shelf' ? null : days.from
    const detail = await this.detailOf(tx, labels.detailHtml)
    const video = await videoOf(tx, this.media, labels.videoId)
    // Who takes the day away from a product that waits for it takes the waiting away.
    await tx.execute(
      `update spus set brand_id = $2, featured = $3, detail_html = $4, video = nullif($5::jsonb, 'null'),
              shelf_from = $6::timestamptz, shelf_until = $7, freight_template_id = $8,
              state = case when state <> 'scheduled' or $6::timestamptz is not null then state
                           when on_shelf_at is null then 'draft' else 'off_shelf' end
        where id = $1`,
      [
        spuId,
        labels.brandId,
        labels.weight,
        detail,
        json(video),
        from === null ? null : isoOf(from),
        days.until === null ? null : isoOf(days.until),
        labels.freightTemplateId,
      ],
    )
    if (state === 'scheduled' || state === 'on_shelf') this.shelfClock.set(tx, spuId, { from, until: days.until })
  }

  private async detailOf(tx: Tx, html: string): Promise<string> {
    const known = await this.media.usable(tx, picturesIn(html))
    const clean = cleanRichText(html, new Set(known.keys()))
    if (clean.length > MAX_DETAIL_STORED) throw invalid('detailHtml', `more than ${MAX_DETAIL_STORED} characters`)
    return clean
  }
}

const daysOf = ({ shelfFrom, shelfUntil }: ProductLabels): ShelfDays => ({
  from: shelfFrom === null ? null : instantOf(shelfFrom),
  until: shelfUntil === null ? null : instantOf(shelfUntil),
})
