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
  known([`order.${source === 'order' ? 'step' : source}.${what}`, `past.what.${what}`], what)

const nameText = (name: string): string => known([`past.name.${name}`], name)
const valueText = (name: string, value: Change['before']): string => {
  if (value === null || value === '') return '—'
  if (typeof value === 'number' && name.endsWith('Fen')) return yuanText(value)
  return name === 'state' ? known([`order.state.${value}`], String(value)) : String(value)
}

/** One row of what is otherwise. */
export const changeRow = ({ section, subject, name, before, after }: Change) => ({
  what: [known([`past.section.${section}`], section), subject, nameText(name)]
    .filter((part) => part !== '')
    .join(' · '),
  before: valueText(name, before),
  after: valueText(name, after),
})

const piecesText = (line: OrderStandingView['lines'][number]): string =>
  (['held', 'firm', 'consumed', 'released'] as const)
    .filter((state) => line[state] > 0)
    .map((state) => `${whatText('stock', state)} ${line[state]}`)
    .join(' · ')

/** A standing as titled rows, in the order one reads it: what it was, what it cost, where goods and money were. */
export const sectionsOf = (standing: OrderStandingView): PastSection[] => {
  const section = (name: string, rows: readonly PastRow[]): PastSection => ({
    title: known([`past.section.${name}`], name),
    rows,
  })
  const money = (rows: readonly { state: string; amountFen: number }[], nameOf: (at: number) => string, of: string) =>
    rows.map(({ state, amountFen }, at) => ({
      name: nameOf(at),
      value: `${yuanText(amountFen)} · ${whatText(of, state)}`,
    }))
  return [
    section('order', [
      { name: nameText('state'), value: valueText('state', standing.state) },
      { name: nameText('step'), value: `${whatText('order', standing.step)} #${standing.version}` },
      ...standing.holds.map((key) => ({ name: sourceText('hold'), value: key })),
    ]),
    section(
      'price',
      Object.entries(standing.price)
        .filter(([name, value]) => value !== 0 || name === 'payableFen')
        .map(([name, value]) => ({ name: nameText(name), value: yuanText(value) })),
    ),
    section(
      'lines',
      standing.lines.map((line) => ({
        name: `${line.title} ${line.skuLabel} ×${line.qty}`,
        value: `${yuanText(line.payableFen)} · ${piecesText(line)}`,
      })),
    ),
    section(
      'terms',
      money(standing.terms, (at) => `${standing.terms[at]?.seq ?? ''}`, 'term'),
    ),
    section(
      'parcels',
      standing.parcels.map(({ carrierCode, trackingNo, signed }) => ({
        name: `${carrierCode} ${trackingNo}`,
        value: whatText('parcel', signed ? 'signed' : 'shipped'),
      })),
    ),
    section(
      'attempts',
      money(standing.attempts, (at) => standing.attempts[at]?.attemptNo ?? '', 'attempt'),
    ),
    section(
      'refunds',
      money(standing.refunds, (at) => standing.refunds[at]?.refundNo ?? '', 'refund'),
    ),
    section(
      'accounts',
      standing.accounts.map(({ account, amountFen }) => ({ name: account, value: yuanText(amountFen) })),
    ),
    section(
      'draws',
      standing.draws.map(({ kind, name, state }) => ({
        name: `${sourceText(kind)} ${name}`,
        value: whatText('draw', state),
      })),
    ),
  ]
}
