import { ApplyImport } from './apply-import.js'
import { CarryOn } from './carry-on.js'
import { CheckImport } from './check-import.js'
import { DirectImport } from './direct-import.js'
import { ExamineProduct } from './examine-product.js'
import { FlawFile } from './flaw-file.js'
import { ForgetImports } from './forget-imports.js'
import { ProductImportQueries } from './product-import.queries.js'
import { RehearseProduct } from './rehearse-product.js'
import { StageImport } from './stage-import.js'
import { StartImport } from './start-import.js'
import { WriteProduct } from './write-product.js'

/** Everything products by the sheet are made of. */
export const importParts = [
  ...[StartImport, StageImport, CheckImport, ExamineProduct, ApplyImport, WriteProduct, RehearseProduct],
  ...[CarryOn, DirectImport, ProductImportQueries, FlawFile, ForgetImports],
]
