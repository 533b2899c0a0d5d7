import type { QuoteView } from '@jishi/contracts/order/order.schema'
import { receiptRows, signedYuan, type ReceiptRow } from '@/components/order/receipt-rows'
import { t } from '../words/copy'

type Priced = Pick<QuoteView, 'totals' | 'rules' | 'lines'>

const MOST_TOLD = 5

const rowsOf = ({ totals, rules, lines }: Priced): ReceiptRow[] => receiptRows(totals, rules, lines)

const priceChanges = (old: Priced, now: Priced): string[] =>
  now.lines
    .filter(({ role }) => role === 'main')
    .flatMap((line) => {
      const before = old.lines.find(({ skuId, role }) => skuId === line.skuId && role === 'main')
      if (before === undefined || before.unitFen === line.unitFen) return []
      const values = { name: line.title, old: signedYuan(before.unitFen), now: signedYuan(line.unitFen) }
      return [t('checkout.changedLine', values)]
    })

const ruleChanges = (old: Priced, now: Priced): string[] => {
  const [before, after] = [rowsOf(old), rowsOf(now)]
  const gone = before
    .filter((row) => !after.some(({ key }) => key === row.key) && row.fen !== 0)
    .map(({ name, fen }) => t('checkout.changedGone', { name, old: signedYuan(fen) }))
  const moved = after
    .filter(({ key }) => key !== 'goods')
    .flatMap((row) => {
      const was = before.find(({ key }) => key === row.key)
      if (was?.fen === row.fen || (was === undefined && row.fen === 0)) return []
      const values = { name: row.name, old: signedYuan(was?.fen ?? 0), now: signedYuan(row.fen) }
      return [t(was === undefined ? 'checkout.changedNew' : 'checkout.changedLine', values)]
    })
  return [...gone, ...moved]
}

/** What makes the new sum another one: prices of goods, rules that came, went or moved, freight. */
export const changesBetween = (old: Priced, now: Priced): string[] =>
  [...priceChanges(old, now), ...ruleChanges(old, now)].slice(0, MOST_TOLD)
