import type { OrderAtView, OrderStandingView } from '@jishi/contracts/insight/order-at.schema'
import { yuanText } from '@/components/money'
import { t } from '@/copy'
import { accountText } from '@/views/finance/finance-words'
import { channelText, refundCauseText } from '../order-words'
import { known, stateText, termText, valueText, whatText } from './past-values'

type Change = NonNullable<OrderAtView['difference']>['changes'][number]
export interface PastRow {
  readonly name: string
  readonly value: string
}
export interface ChangeRow {
  readonly what: string
  readonly before: string
  readonly after: string
}
export interface PastSection {
  readonly title: string
  readonly rows: readonly PastRow[]
}

export const sourceText = (source: string): string => known([`past.source.${source}`], source)
const nameText = (name: string): string => known([`past.name.${name}`], name)

/** What only names the thing a row is about: with the thing come or gone it would be said twice. */
const NAMES = ['lineId', 'skuId', 'title', 'skuLabel', 'seq', 'changeId', 'afterSaleNo', 'carrierCode', 'trackingNo']
const ALSO_NAMES = ['attemptNo', 'refundNo', 'account', 'id', 'name']
const NAMING: readonly string[] = [...NAMES, ...ALSO_NAMES]
const isNaming = ({ subject, name, before, after }: Change): boolean =>
  subject !== '' && NAMING.includes(name) && (before === null || after === null)

const subjectText = (section: string, subject: string): string => {
  if (section === 'accounts') return accountText(subject)
  return section === 'draws' ? subject.replace(/^\S+/, sourceText) : subject
}
/** One row of what is otherwise. */
const changeRow = ({ section, subject, name, before, after }: Change): ChangeRow => ({
  what: [known([`past.section.${section}`], section), subjectText(section, subject), nameText(name)]
    .filter((part) => part !== '')
    .join(' · '),
  before: valueText(section, name, before),
  after: valueText(section, name, after),
})

export const changeRows = (changes: readonly Change[]): ChangeRow[] =>
  changes.filter((change) => !isNaming(change)).map(changeRow)

type Line = OrderStandingView['lines'][number]
const piecesText = (line: Line): string =>
  [
    ...(['held', 'firm', 'consumed', 'released'] as const)
      .filter((state) => line[state] > 0)
      .map((state) => `${whatText('stock', state)} ${line[state]}`),
    ...(['cancelled', 'returned', 'kept', 'exchanged'] as const)
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
    { name: nameText('step'), value: t('past.nth', { step: whatText('order', step), n: version }) },
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
      name: [...(trackingNo.startsWith(carrierCode) ? [] : [carrierCode]), trackingNo].join(' '),
      value: whatText('parcel', signed ? 'signed' : 'shipped'),
    })),
  ),
]

const moneySections = ({ terms, attempts, refunds, accounts, draws }: OrderStandingView): PastSection[] => [
  section(
    'terms',
    sums(terms, 'term', ({ kind, seq }) => termText(kind, seq)),
  ),
  section(
    'attempts',
    sums(attempts, 'attempt', ({ attemptNo, channel }) => `${attemptNo} · ${channelText(channel)}`),
  ),
  section(
    'refunds',
    sums(refunds, 'refund', ({ refundNo, cause }) => `${refundNo} · ${refundCauseText(cause)}`),
  ),
  section(
    'accounts',
    accounts.map(({ account, amountFen }) => ({ name: accountText(account), value: yuanText(amountFen) })),
  ),
  section(
    'draws',
    draws.map(({ kind, name, state }) => ({ name: `${sourceText(kind)} ${name}`, value: whatText('draw', state) })),
  ),
]

/** What most orders never see is left out where it is empty. */
const laterSections = ({
  priceChanges,
  afterSales,
  exchanges,
  addressChanges,
  restocked,
}: OrderStandingView): PastSection[] =>
  [
    section(
      'priceChanges',
      priceChanges.map(({ changeId, payableFen, state }) => ({
        name: `#${changeId.slice(-4)}`,
        value: `${yuanText(payableFen)} · ${stateText('priceChanges', state)}`,
      })),
    ),
    section(
      'afterSales',
      afterSales.map(({ afterSaleNo, state }) => ({ name: afterSaleNo, value: stateText('afterSales', state) })),
    ),
    section(
      'exchanges',
      exchanges.map((wish) => ({
        name: `${wish.afterSaleNo} → ${wish.skuLabel} ×${wish.qty}`,
        value: [
          ...(['reserved', 'sent', 'freed'] as const)
            .filter((state) => wish[state] > 0)
            .map((state) => `${nameText(state)} ${wish[state]}`),
          ...(wish.differenceFen === 0 ? [] : [`${nameText('differenceFen')} ${yuanText(wish.differenceFen)}`]),
          ...(wish.difference === 'none' ? [] : [whatText('exchange', wish.difference)]),
        ].join(' · '),
      })),
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
