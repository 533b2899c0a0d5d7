import type { AdminInvoice, RevealedInvoice } from '@jishi/contracts/invoice/invoice.schema'
import { timeText } from '@/composables/shop-time'
import { t } from '@/copy'

interface Fact {
  readonly name: string
  readonly text: string
}

/** Who it is made out to: masked, until somebody asked to see the whole. */
export const holderFacts = (invoice: AdminInvoice, whole: RevealedInvoice | undefined): Fact[] => {
  if (whole === undefined)
    return [
      { name: t('invoice.holder'), text: invoice.titleMasked },
      { name: t('invoice.taxNo'), text: invoice.taxNoMasked ?? '' },
      { name: t('invoice.email'), text: invoice.emailMasked },
      { name: t('invoice.link'), text: invoice.linked ? t('invoice.linked') : '' },
    ]
  const { holder, email, link } = whole
  return [
    { name: t('invoice.holder'), text: holder.title },
    { name: t('invoice.taxNo'), text: holder.kind === 'company' ? holder.taxNo : '' },
    { name: t('invoice.email'), text: email },
    { name: t('invoice.link'), text: link ?? '' },
  ]
}

/** When it was asked for and is due, and what the tax bureau gave out. */
export const invoiceFacts = ({ createdAt, dueAt, blue, red }: AdminInvoice): Fact[] => [
  { name: t('invoice.asked'), text: timeText(createdAt) },
  { name: t('invoice.due'), text: dueAt === null ? t('invoice.dueLater') : timeText(dueAt) },
  { name: t('invoice.number'), text: blue?.number ?? '' },
  { name: t('invoice.issuedOn'), text: blue?.issuedOn ?? '' },
  { name: t('invoice.red'), text: red?.number ?? '' },
  { name: t('invoice.reversedOn'), text: red?.issuedOn ?? '' },
]
