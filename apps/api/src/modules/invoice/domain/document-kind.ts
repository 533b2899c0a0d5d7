import type { DocumentKind } from '@jishi/contracts/invoice/invoice.terms'

const startsWith = (bytes: Uint8Array, signs: string): boolean =>
  [...signs].every((sign, index) => bytes[index] === sign.charCodeAt(0))

const contains = (bytes: Uint8Array, text: string): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(text, 0, 'latin1')

/** The end of a PDF says so; one that was cut on its way does not. */
const isPdf = (bytes: Uint8Array): boolean => startsWith(bytes, '%PDF-') && contains(bytes.subarray(-1_024), '%%EOF')
/** An OFD is a zip whose entry is `OFD.xml` (GB/T 33190). */
const isOfd = (bytes: Uint8Array): boolean => startsWith(bytes, 'PK\u0003\u0004') && contains(bytes, 'OFD.xml')

/** What a document is by what is in it, whatever it is called. */
export const documentKindOf = (bytes: Uint8Array): DocumentKind | undefined =>
  isPdf(bytes) ? 'pdf' : isOfd(bytes) ? 'ofd' : undefined
