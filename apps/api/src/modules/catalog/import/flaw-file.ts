import { Injectable } from '@nestjs/common'
import type { SheetFormat } from '@jishi/contracts/catalog/product-import.terms'
import type { FileReply } from '@jishi/contracts/primitives.schema'
import type { Language } from '../../../infra/http/language.js'
import { headerName } from './domain/sheet-header.js'
import { ProductImportQueries } from './product-import.queries.js'
import { sheetFile, type Line } from './write-sheet.js'

const HEADERS: Readonly<Record<Language, Line>> = {
  zh: ['行', '商品编码', 'SKU编码', '列', '原因', '代码'],
  en: ['Row', 'Product code', 'SKU code', 'Column', 'Reason', 'Code'],
}
const NAMES: Readonly<Record<Language, string>> = { zh: '导入错误', en: 'import-errors' }
const PAGE = 200

/** Everything that is wrong with a file, one line a flaw: what people work through in their own sheet. */
@Injectable()
export class FlawFile {
  constructor(private readonly queries: ProductImportQueries) {}

  /** Throws NOT_FOUND. At most the rows of one file, so it fits in memory whatever the format. */
  async run(id: string, format: SheetFormat, language: Language): Promise<FileReply> {
    const { flaws } = await this.queries.one(id, language)
    const lines = flaws.map((flaw): Line => [String(flaw.row ?? ''), '', '', '', flaw.message, flaw.code])
    let cursor: string | undefined
    do {
      const page = await this.queries.rows(id, { verdict: 'refused', limit: PAGE, cursor }, language)
      for (const { row, productCode, skuCode, flaws: told } of page.items)
        for (const { column, message, code } of told)
          lines.push([String(row), productCode, skuCode, column === null ? '' : headerName(column), message, code])
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    return sheetFile(NAMES[language], format, [HEADERS[language], ...lines])
  }
}
