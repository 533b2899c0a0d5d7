import type { ReceiptRule } from '@jishi/contracts/pricing/pricing.schema'
import { expect, it } from 'vitest'
import { lineRows } from './line-shares'

const rule: ReceiptRule = {
  ...{ stage: 'promotion', code: 'p', label: '满 99 减 20', applied: true, reason: null, refusal: null },
  ...{ amountFen: 2000, shares: [{ skuId: 'a', amountFen: 1384 }] },
}

it('one line is told its own way to what it costs', () => {
  const line = { skuId: 'a', qty: 3, listFen: 8970, goodsPaidFen: 7586, freightFen: 0, payableFen: 7586 }
  expect(lineRows(line, [rule]).map(({ fen }) => fen)).toEqual([8970, -1384, 0])
  expect(lineRows({ ...line, goodsPaidFen: 7500 }, [rule]).map(({ fen }) => fen)).toEqual([8970, -1384, -86, 0])
})
