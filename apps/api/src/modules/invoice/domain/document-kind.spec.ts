import { describe, expect, it } from 'vitest'
import { documentKindOf } from './document-kind.js'

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1')

describe('the kind of a document', () => {
  it('is told by what is in it', () => {
    expect(documentKindOf(bytes('%PDF-1.7\nany\n%%EOF\n'))).toBe('pdf')
    expect(documentKindOf(bytes('PK\u0003\u0004....OFD.xml....'))).toBe('ofd')
  })

  it.each([
    ['a page', '<html>%PDF-1.7 %%EOF</html>'],
    ['a PDF that was cut', '%PDF-1.7\nany'],
    ['another zip', 'PK\u0003\u0004....word/document.xml'],
    ['a picture', '\u0089PNG\r\n'],
    ['nothing', ''],
  ])('is none for %s', (_, text) => {
    expect(documentKindOf(bytes(text))).toBeUndefined()
  })
})
