import type { BulkResult } from '@jishi/contracts/catalog/product-shelf.schema'
import { t } from '@/copy'
import { refusedText } from './bulk-changes'

/** A cell as spreadsheets read it; one that would begin a formula is kept from doing so. */
const cell = (text: string): string => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replace(/"/g, '""')}"`

/** What stayed as it was and why, as a file for a spreadsheet. The mark in front tells it that the letters are UTF-8. */
export const refusedSheet = (refused: BulkResult['refused']): string =>
  `\uFEFF${[
    [t('products.name'), 'ID', t('product.why')],
    ...refused.map((one) => [one.title ?? '', one.id, refusedText(one)]),
  ]
    .map((row) => row.map(cell).join(','))
    .join('\r\n')}\r\n`

export const saveText = (name: string, text: string): void => {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = Object.assign(document.createElement('a'), { href: address, download: name })
  link.click()
  URL.revokeObjectURL(address)
}
