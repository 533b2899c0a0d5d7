import type { InvoiceState } from '@jishi/contracts/invoice/invoice.terms'
import type { Tone } from '@/components/state-tag.vue'

export const invoiceTones: Record<InvoiceState, Tone> = {
  requested: 'gold',
  issuing: 'brand',
  issued: 'fresh',
  reversing: 'brand',
  reversed: 'quiet',
  refused: 'quiet',
  withdrawn: 'quiet',
  dropped: 'quiet',
}

/** What somebody types to find one: a number of the tax bureau is of 18 or 20 digits, anything else is an order's. */
export const soughtOf = (text: string): { orderNo?: string | undefined; number?: string | undefined } => {
  const sought = text.replace(/\s/g, '')
  if (sought === '') return { orderNo: undefined, number: undefined }
  return /^(?:\d{18}|\d{20})$/.test(sought)
    ? { number: sought, orderNo: undefined }
    : { orderNo: sought, number: undefined }
}
