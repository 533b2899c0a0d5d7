import type { OrderAtView, OrderStandingView } from '@jishi/contracts/insight/order-at.schema'
import { yuanText } from '@/components/money'
import { t, type CopyKey } from '@/copy'
import { zh } from '@/copy/zh'

type Change = NonNullable<OrderAtView['difference']>['changes'][number]
export interface PastRow {
  readonly name: string
  readonly value: string
}
export interface PastSection {
  readonly title: string
  readonly rows: readonly PastRow[]
}

const known = (keys: readonly string[], fallback: string): string => {
  const key = keys.find((one) => one in zh)
  return key === undefined ? fallback : t(key as CopyKey)
}
export const sourceText = (source: string): string => known([`past.source.${source}`], source)
/** The step or state in the words of whoever owns it; what has no words stands as it is written. */
export const whatText = (source: string, what: string): string =>
  known([wordsOf[source]?.(what) ?? `order.${source}.${what}`, `past.what.${what}`], what)
const wordsOf: Readonly<Record<string, (what: string) => string>> = {
  order: (what) => `order.step.${what}`,
  sale: (what) => `afterSale.step.${what}`,
}

const nameText = (name: string): string => known([`past.name.${name}`], name)
const statesOf: Readonly<Record<string, string>> = { order: 'order.state', afterSales: 'afterSale.state' }
const stateText = (section: string, state: string): string =>
  known([`${statesOf[section] ?? 'past.what'}.${state}`, `past.what.${state}`], state)
const valueText = (section: string, name: string, value: Change['before']): string => {
  if (value === null || value === '') return '—'
  if (typeof value === 'number' && name.endsWith('Fen')) return yuanText(value)
  return name === 'state' ? stateText(section, String(value)) : String(value)
}

/** One row of what is otherwise. */
export const changeRow = ({ section, subject, name, before, after }: Change) => ({
  what: [known([`past.section.${section}`], section), subject, nameText(name)]
    .filter((part) => part !== '')
    .join(' · '),
  before: valueText(section, name, before),
  after: valueText(section, name, after),
})

type Line = OrderStandingView['lines'][number]
const piecesText = (line: Line): string =>
  [
    ...(['held', 'firm', 'consumed', 'released'] as const)
      .filter((state) => line[state] > 0)
      .map((state) => `${whatText('stock', state)} ${line[state]}`),
    ...(['cancelled', 'returned', 'kept'] as const)
      .filter((how) => line[how] > 0)
      .map((how) => `${nameText(how)} ${line[how]}`),
    ...(line.refundedFen > 0 ? [`${nameText('refundedFen')} ${yuanText(line.refundedFen)}`] : []),
  ].join(' · ')

const section = (name: string, rows: readonly PastRow[]): PastSection => ({
  title: known([`past.section.${name}`], name),
  rows,
})

interface Sum {
  readonly state: string
  readonly amountFen: number
}
const sums = <Row extends Sum>(rows: readonly Row[], source: string, nameOf: (row: Row) => string): PastRow[] =>
  rows.map((row) => ({
    name: nameOf(row),
    value: `${yuanText(row.amountFen)} · ${whatText(source, row.state)}`,
  }))

const goodsSections = ({ state, step, version, holds, price, lines, parcels }: OrderStandingView): PastSection[] => [
  section('order', [
    { name: nameText('state'), value: valueText('order', 'state', state) },
    { name: nameText('step'), value: `${whatText('order', step)} #${version}` },
    ...holds.map((key) => ({ name: sourceText('hold'), value: key })),
  ]),
  section(
    'price',
    Object.entries(price)
      .filter(([name, value]) => value !== 0 || name === 'payableFen')
      .map(([name, value]) => ({ name: nameText(name), value: yuanText(value) })),
  ),
  section(
    'lines',
    lines.map((line) => ({
      name: `${line.title} ${line.skuLabel} ×${line.qty}`,
      value: `${yuanText(line.payableFen)} · ${piecesText(line)}`,
    })),
  ),
  section(
    'parcels',
    parcels.map(({ carrierCode, trackingNo, signed }) => ({
      name: `${carrierCode} ${trackingNo}`,
      value: whatText('parcel', signed ? 'signed' : 'shipped'),
    })),
  ),
]

const moneySections = ({ terms, attempts, refunds, accounts, draws }: OrderStandingView): PastSection[] => [
  section(
    'terms',
    sums(terms, 'term', ({ seq }) => `${seq}`),
  ),
  section(
    'attempts',
    sums(attempts, 'attempt', ({ attemptNo }) => attemptNo),
  ),
  section(
    'refunds',
    sums(refunds, 'refund', ({ refundNo }) => refundNo),
  ),
  section(
    'accounts',
    accounts.map(({ account, amountFen }) => ({ name: account, value: yuanText(amountFen) })),
  ),
  section(
    'draws',
    draws.map(({ kind, name, state }) => ({ name: `${sourceText(kind)} ${name}`, value: whatText('draw', state) })),
  ),
]

/** What most orders never see is left out where it is empty. */
const laterSections = ({ afterSales, addressChanges, restocked }: OrderStandingView): PastSection[] =>
  [
    section(
      'afterSales',
      afterSales.map(({ afterSaleNo, state }) => ({ name: afterSaleNo, value: stateText('afterSales', state) })),
    ),
    section(
      'addressChanges',
      addressChanges.map(({ changeId, freightBeforeFen, freightAfterFen, state }) => ({
        name: `#${changeId.slice(-4)}`,
        value: `${yuanText(freightBeforeFen)} → ${yuanText(freightAfterFen)} · ${stateText('addressChanges', state)}`,
      })),
    ),
    section(
      'restocked',
      restocked.map(({ title, skuLabel, qty }) => ({ name: `${title} ${skuLabel}`, value: `×${qty}` })),
    ),
  ].filter(({ rows }) => rows.length > 0)

/** A standing as titled rows: what it was, what it cost and where the goods were, then where the money was. */
export const sectionsOf = (standing: OrderStandingView): PastSection[] => [
  ...goodsSections(standing),
  ...laterSections(standing),
  ...moneySections(standing),
]
