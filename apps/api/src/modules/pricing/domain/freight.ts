import { allocate } from '@jishi/kernel/allocate'
import { present } from '@jishi/kernel/assert'
import { formatFen, subFen, sumFen, zeroFen, type Fen } from '@jishi/kernel/money'
import type { FreightFacts } from './freight-facts.js'
import type { PricedRule } from './receipt.js'

/** A line as it enters the freight stage: what its goods cost after the goods coupon. */
export interface FreightLine {
  readonly skuId: string
  readonly qty: number
  readonly goodsFen: Fen
}

export interface Freight {
  /** What each line bears, by its SKU; a line that is missing bears nothing. */
  readonly shares: ReadonlyMap<string, Fen>
  readonly rules: readonly PricedRule[]
  readonly deliverable: boolean
}

const refused = (code: string, label: string, reason: string): PricedRule => ({
  stage: 'freight',
  code,
  label,
  applied: false,
  reason,
  refusal: null,
  amountFen: zeroFen,
  shares: [],
})

const freeRule = (freeOverFen: Fen): { code: string; label: string } => ({
  code: 'freight.free_over',
  label: `满 ${formatFen(freeOverFen)} 元包邮`,
})

/**
 * Stage 5: a flat amount, nothing from the threshold on. The threshold is measured on the goods after the
 * coupon and before points. Both rules stand on the receipt, the one that did not apply with its reason. The lines are
 * those of the parcel; without any there is nothing to send, wherever the buyer lives.
 */
export function freightOf(lines: readonly FreightLine[], facts: FreightFacts, regionCode: string | null): Freight {
  if (lines.length === 0) return { shares: new Map(), rules: [], deliverable: true }
  const { freeOverFen } = facts
  const baseFen = facts.templates[0]?.rates[0]?.firstFen ?? zeroFen
  const goodsFen = sumFen(lines.map((line) => line.goodsFen))
  const deliverable = !facts.noDeliveryPrefixes.some((prefix) => regionCode?.startsWith(prefix) === true)
  const region = deliverable ? [] : [refused('freight.no_delivery', '配送范围', '该地区暂不支持配送')]
  if (freeOverFen !== null && goodsFen >= freeOverFen) {
    const rules: PricedRule[] = [
      refused('freight.flat', '运费', '已满足包邮条件'),
      { ...refused(freeRule(freeOverFen).code, freeRule(freeOverFen).label, ''), applied: true, reason: null },
    ]
    return { shares: new Map(), rules: [...rules, ...region], deliverable }
  }
  const amounts = allocate(baseFen, weightsOf(lines))
  const shares = lines.map(({ skuId }, position) => ({ skuId, amountFen: present(amounts[position], 'freight share') }))
  const flat: PricedRule = {
    stage: 'freight',
    code: 'freight.flat',
    label: '运费',
    applied: true,
    reason: null,
    refusal: null,
    amountFen: baseFen,
    shares,
  }
  const missed = freeOverFen === null ? [] : [missedFree(freeOverFen, goodsFen)]
  const byLine = new Map(shares.map(({ skuId, amountFen }) => [skuId, amountFen]))
  return { shares: byLine, rules: [flat, ...missed, ...region], deliverable }
}

function missedFree(freeOverFen: Fen, goodsFen: Fen): PricedRule {
  const { code, label } = freeRule(freeOverFen)
  return refused(code, label, `还差 ${formatFen(subFen(freeOverFen, goodsFen))} 元`)
}

/** Freight follows the value of the goods; goods that cost nothing share it by pieces. */
function weightsOf(lines: readonly FreightLine[]): number[] {
  const byValue = lines.some(({ goodsFen }) => goodsFen > 0)
  return lines.map(({ goodsFen, qty }) => (byValue ? goodsFen : qty))
}
