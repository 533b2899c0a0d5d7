import { Injectable } from '@nestjs/common'
import type { TitleHolder, WholeBuyer } from '@jishi/contracts/invoice/invoice.schema'
import { DomainError } from '@jishi/kernel/errors'
import { Pii } from '../../infra/crypto/pii.js'
import { taxNumberFlaw, writtenTaxNumber } from './domain/tax-number.js'

const BUYER_FIELD = 'invoices.buyer'
const HOLDER_FIELD = 'invoice_titles.holder'
const LINK_FIELD = 'invoices.link'
const NOTE_FIELD = 'invoice_events.note'
const DOCUMENT_FIELD = 'invoices.document'
const HOLDER_INDEX = 'invoice_title'

/** Everything of an invoice that tells of a person passes through here on its way into a column or a file, and out of it. */
@Injectable()
export class InvoiceSeals {
  constructor(private readonly pii: Pii) {}

  sealBuyer(buyer: WholeBuyer): string {
    return this.pii.sealJson(BUYER_FIELD, buyer)
  }

  openBuyer(sealed: string): WholeBuyer {
    return this.pii.openJson<WholeBuyer>(BUYER_FIELD, sealed)
  }

  sealHolder(holder: TitleHolder): string {
    return this.pii.sealJson(HOLDER_FIELD, holder)
  }

  openHolder(sealed: string): TitleHolder {
    return this.pii.openJson<TitleHolder>(HOLDER_FIELD, sealed)
  }

  /** Equal for the same name and number. */
  holderIndex(holder: TitleHolder): Buffer {
    const taxNo = holder.kind === 'company' ? holder.taxNo : ''
    return this.pii.blindIndex(HOLDER_INDEX, [holder.kind, holder.title, taxNo].join('\u0000'))
  }

  /** What is said of an invoice may name its buyer. */
  sealNote(note: string): string | null {
    return note === '' ? null : this.pii.seal(NOTE_FIELD, note)
  }

  openNote(sealed: string | null): string {
    return sealed === null ? '' : this.pii.open(NOTE_FIELD, sealed)
  }

  /** The address of a document is the document. */
  sealLink(link: string): string {
    return this.pii.seal(LINK_FIELD, link)
  }

  openLink(sealed: string | null): string | null {
    return sealed === null ? null : this.pii.open(LINK_FIELD, sealed)
  }

  sealDocument(bytes: Uint8Array): Uint8Array {
    return Buffer.from(this.pii.seal(DOCUMENT_FIELD, Buffer.from(bytes).toString('base64')))
  }

  openDocument(sealed: Uint8Array): Uint8Array {
    return Buffer.from(this.pii.open(DOCUMENT_FIELD, Buffer.from(sealed).toString('utf8')), 'base64')
  }
}

/** With its tax number written plainly. Throws TAX_NUMBER_WRONG with what is wrong. */
export const checkedHolder = (holder: TitleHolder): TitleHolder => {
  if (holder.kind === 'personal') return holder
  const taxNo = writtenTaxNumber(holder.taxNo)
  const flaw = taxNumberFlaw(taxNo)
  if (flaw !== undefined) throw new DomainError('TAX_NUMBER_WRONG', { flaw })
  return { ...holder, taxNo }
}
