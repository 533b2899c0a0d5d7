import { Inject, Injectable } from '@nestjs/common'
import type { FreightTemplateView, FreightTrial, FreightTrialBody } from '@jishi/contracts/catalog/freight.schema'
import { fen, zeroFen } from '@jishi/kernel/money'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Sql } from '../../../infra/database/sql.js'
import {
  everybody,
  flatFreight,
  noExtras,
  priceOrder,
  type FreightTemplate,
  type LineFacts,
} from '../../pricing/index.js'

const TRIED = { skuId: 'tried', spuId: 'tried', categoryIds: [], brandId: null, freightTemplateId: 'tried' } as const

/** What operators read of freight, and a parcel priced by the same engine as every order. */
@Injectable()
export class FreightQueries {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  async templates(reader: Sql): Promise<FreightTemplateView[]> {
    const rows = await reader.rows<Omit<FreightTemplateView, 'updatedAt'> & { updatedAt: Instant }>(
      `select t.id, t.version, t.name, t.unit, t.rates, to_jsonb(t.no_delivery_prefixes) as "noDeliveryPrefixes",
              t.updated_at as "updatedAt",
              (select count(*) from spus s where s.freight_template_id = t.id and s.archived_at is null) as "productCount"
         from freight_templates t where t.archived_at is null order by t.created_at, t.id`,
    )
    return rows.map((row) => ({ ...row, updatedAt: isoOf(row.updatedAt) }))
  }

  /** The goods are one line whose pieces share weight, volume and amount; only sums are asked for, so this is exact. */
  tried({ template, regionCode, qty, weightG, volumeCm3, goodsFen }: FreightTrialBody): FreightTrial {
    const whole = { list: 'base', minQty: 1, fromAt: null, untilAt: null, limited: false, alone: false }
    const part = (pieces: number, skuId: string, amountFen: number, gram: number, cm3: number): LineFacts => ({
      ...{ ...TRIED, skuId, qty: pieces, parcel: true, weightG: gram, volumeCm3: cm3 },
      prices: [{ ...whole, priceFen: fen(amountFen) }],
    })
    // One piece bears everything and the others nothing, so that no amount has to be divided by pieces.
    const rest = qty > 1 ? [part(qty - 1, 'tried-rest', 0, 0, 0)] : []
    const { deliverable, totals } = priceOrder({
      ...noExtras,
      context: everybody(this.clock.now()),
      lines: [part(1, 'tried', goodsFen, weightG, volumeCm3), ...rest],
      freight: {
        ...flatFreight(zeroFen, null, []),
        templates: [...flatFreight(zeroFen, null, []).templates, factsOf(template)],
      },
      regionCode,
      minimumFen: zeroFen,
    })
    return { deliverable, freightFen: totals.freightFen }
  }
}

const factsOf = ({ name, unit, rates, noDeliveryPrefixes }: FreightTrialBody['template']): FreightTemplate => ({
  id: TRIED.freightTemplateId,
  name,
  unit,
  rates: rates.map((rate) => ({
    ...rate,
    firstFen: fen(rate.firstFen),
    nextFen: fen(rate.nextFen),
    freeOverFen: rate.freeOverFen === null ? null : fen(rate.freeOverFen),
  })),
  noDeliveryPrefixes,
})
