export const IMPORT_STATES = ['reading', 'checking', 'ready', 'applying', 'done', 'stopped', 'refused'] as const
export type ImportState = (typeof IMPORT_STATES)[number]
/** What a product of the file would be to the shop; null until it has been checked. */
export const IMPORT_VERDICTS = ['new', 'changed', 'unchanged', 'refused'] as const
export type ImportVerdict = (typeof IMPORT_VERDICTS)[number]
export const SHEET_FORMATS = ['csv', 'xlsx'] as const
export type SheetFormat = (typeof SHEET_FORMATS)[number]
export const SHEET_TYPES: Readonly<Record<SheetFormat, string>> = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}
export const MAX_SHEET_BYTES = 20 * 1024 * 1024
export const MAX_SHEET_ROWS = 20_000
/** The most a cell of a spreadsheet program holds; more in a cell is refused. */
export const MAX_CELL = 32_767
/** More products than this are exported as csv only, because a spreadsheet file is made as a whole. */
export const MAX_XLSX_EXPORT = 5_000

/** The columns of a sheet in the order of the template: the key our answers name, and the header people write. */
export const SHEET_COLUMNS = [
  ['productCode', '商品编码'],
  ['kind', '商品类型'],
  ['title', '标题'],
  ['subtitle', '副标题'],
  ['category', '类目路径'],
  ['brand', '品牌'],
  ['tags', '标签'],
  ['origin', '产地'],
  ['keywords', '关键词'],
  ['attributes', '属性'],
  ['parameters', '参数'],
  ['services', '服务保障'],
  ['freightTemplate', '运费模板'],
  ['option1', '规格名1'],
  ['value1', '规格值1'],
  ['option2', '规格名2'],
  ['value2', '规格值2'],
  ['option3', '规格名3'],
  ['value3', '规格值3'],
  ['option4', '规格名4'],
  ['value4', '规格值4'],
  ['option5', '规格名5'],
  ['value5', '规格值5'],
  ['option6', '规格名6'],
  ['value6', '规格值6'],
  ['skuCode', 'SKU编码'],
  ['barcode', '条码'],
  ['price', '售价'],
  ['cost', '成本'],
  ['floor', '底价'],
  ['weight', '重量(克)'],
  ['volume', '体积(立方厘米)'],
  ['firstStock', '库存初值'],
  ['skuOnSale', '规格在售'],
  ['shelf', '上架'],
  ['shelfFrom', '上架时间'],
  ['shelfUntil', '下架时间'],
  ['noReasonReturn', '七天无理由'],
  ['sortWeight', '排序权重'],
  ['pictures', '图片'],
  ['skuPicture', '规格图'],
  ['detailPictures', '详情图'],
  ['related', '关联商品'],
  ['film', '视频'],
  ['paragraphs', '图文说明'],
  ['detail', '详情'],
] as const
export type SheetColumn = (typeof SHEET_COLUMNS)[number][0]
/** Cells of these may be dates of the spreadsheet itself; elsewhere it took a text for one. */
export const DAY_COLUMNS: ReadonlySet<SheetColumn> = new Set<SheetColumn>(['shelfFrom', 'shelfUntil'])
/** Imports that nobody works on any more are forgotten after so many days, with every row of theirs. */
export const IMPORT_KEPT_DAYS = 30
/** The words a sheet says for each kind of goods. */
export const KIND_WORDS = [
  ['physical', '实物'],
  ['virtual', '虚拟'],
  ['card_secret', '卡密'],
  ['service', '服务'],
] as const
/** Without these a row has no identity, or a product cannot be made. */
export const NEEDED_COLUMNS = ['productCode', 'skuCode'] as const satisfies readonly SheetColumn[]

interface FlawTerm {
  readonly zh: string
  readonly en: string
}

/** Why a file, a row or a cell is refused. `{…}` is filled with what was found; clients decide by the code. */
export const IMPORT_FLAWS = {
  FILE_EMPTY: { zh: '文件里没有数据', en: 'The file holds no rows' },
  FILE_UNREADABLE: { zh: '文件已损坏，无法读取：{found}', en: 'The file is broken and cannot be read: {found}' },
  FILE_OLD_FORMAT: {
    zh: '这是旧版 xls 或加密的文件，请另存为 xlsx 或 csv 后再上传',
    en: 'This is an old xls file or an encrypted one: save it as xlsx or csv',
  },
  FILE_TOO_BIG_INSIDE: {
    zh: '文件解压后太大（超过 {most} MB），请拆成几份',
    en: 'The file is too big once unpacked (over {most} MB): split it',
  },
  ENCODING_UNKNOWN: {
    zh: '看不懂文件的编码，请另存为 UTF-8 或 GB18030（GBK）的 csv，或用 xlsx',
    en: 'The encoding is not one we read: save it as UTF-8 or GB18030 (GBK) csv, or as xlsx',
  },
  TOO_MANY_ROWS: { zh: '超过 {most} 行，请拆成几份', en: 'There are more than {most} rows: split the file' },
  HEADER_MISSING: {
    zh: '第一行要是列名，至少有“{found}”，请从模板开始',
    en: 'The first row has to hold the column names, at least “{found}”: begin with the template',
  },
  COLUMN_UNKNOWN: {
    zh: '没有“{found}”这一列，请对照模板',
    en: 'There is no column “{found}”: compare with the template',
  },
  COLUMN_TWICE: { zh: '“{found}”这一列出现了两次', en: 'The column “{found}” is there twice' },
  QUOTE_OPEN: { zh: '第 {found} 行附近的引号没有成对', en: 'A quotation mark near row {found} is not closed' },

  CELL_NEEDED: { zh: '不能为空', en: 'This cannot be empty' },
  CELL_TOO_LONG: { zh: '内容过长，最多 {most} 个字', en: 'Too long: at most {most} characters' },
  CELL_UNREADABLE: { zh: '含有无法保存的字符', en: 'It holds characters that cannot be stored' },
  CELL_BEYOND: { zh: '列名之外还有内容“{found}”', en: 'There is “{found}” beyond the named columns' },
  CELL_IS_DATE: {
    zh: '被表格软件当成了日期，请设为文本格式',
    en: 'The spreadsheet took it for a date: format it as text',
  },
  CELL_IS_ERROR: { zh: '公式出错：{found}', en: 'The formula failed: {found}' },
  FORMULA_NOT_COMPUTED: {
    zh: '公式没有算出的值，请复制后粘贴为数值',
    en: 'The formula has no computed value: paste it as a value',
  },
  MERGED_ACROSS: {
    zh: '横向合并的单元格 {found} 请先拆开',
    en: 'Cells merged across columns ({found}) have to be split',
  },
  NOT_YUAN: { zh: '“{found}”不是金额，请写成元，如 29.90', en: '“{found}” is no amount: write yuan such as 29.90' },
  BELOW_FLOOR: {
    zh: '售价或价目表里的价格低于底价',
    en: 'The price, or one of its price lists, is below the floor',
  },
  NOT_WHOLE: { zh: '“{found}”不是 0 到 {most} 的整数', en: '“{found}” is no whole number from 0 to {most}' },
  NOT_YES_NO: { zh: '“{found}”请写“是”或“否”', en: '“{found}”: write 是 or 否 (yes or no)' },
  NOT_A_TIME: {
    zh: '“{found}”不是时间，请写成 2026-12-01 09:00',
    en: '“{found}” is no time: write it like 2026-12-01 09:00',
  },
  DAYS_REFUSED: {
    zh: '定时上架和下架的时间都要在将来，且下架晚于上架；已上架的商品不能再定上架时间',
    en: 'Both times have to lie ahead, the second behind the first; goods on the shelf wait for no day',
  },
  PAIR_INCOMPLETE: { zh: '“{found}”后面要写 =内容', en: 'Something has to follow “{found}=”' },
  TOO_MANY: { zh: '最多 {most} 项', en: 'At most {most} of them' },
  ATTRIBUTE_UNKNOWN: { zh: '该类目没有属性“{found}”', en: 'Its category has no attribute “{found}”' },
  ATTRIBUTE_VALUE_UNKNOWN: {
    zh: '属性没有这个值：{found}，请先在类目的属性里添加',
    en: 'The attribute has no such value ({found}): add it there first',
  },
  ATTRIBUTE_REFUSED: {
    zh: '单选属性只能有一个值，同一属性不能写两次，停用的属性和值不能新选',
    en: 'One value only where one is to be chosen, each attribute once, and nothing that is offered no more',
  },
  RELATED_UNKNOWN: {
    zh: '店里没有商品“{found}”，关联商品要先在店里',
    en: 'There is no product “{found}” in the shop yet',
  },
  RELATED_REFUSED: {
    zh: '商品不能关联自己，也不能关联回收站里的商品',
    en: 'A product stands beside others, and beside none of the recycle bin',
  },
  FILM_UNKNOWN: { zh: '素材库里没有视频“{found}”', en: 'There is no film “{found}” in the media library' },
  FILM_AMBIGUOUS: {
    zh: '素材库里有多个视频叫“{found}”，请写素材编号',
    en: 'Several films are called “{found}”: write the id of one',
  },
  KIND_UNKNOWN: { zh: '商品类型请写 实物、虚拟、卡密 或 服务', en: 'The kind is one of 实物, 虚拟, 卡密, 服务' },
  KIND_FIXED: { zh: '商品类型不能再改', en: 'The kind of these goods cannot change any more' },
  BRAND_UNKNOWN: { zh: '没有品牌“{found}”', en: 'There is no brand “{found}”' },
  FREIGHT_UNKNOWN: { zh: '没有运费模板“{found}”', en: 'There is no freight template “{found}”' },
  FREIGHT_AMBIGUOUS: {
    zh: '有几个运费模板只差大小写：{found}，请照原名写',
    en: 'Several freight templates differ from “{found}” by case only: write the exact name',
  },
  TAG_UNKNOWN: { zh: '没有标签“{found}”', en: 'There is no tag “{found}”' },
  CATEGORY_UNKNOWN: {
    zh: '没有类目“{found}”，请写完整路径，如 水果/苹果',
    en: 'There is no category “{found}”: write the whole path such as 水果/苹果',
  },
  PICTURE_UNKNOWN: { zh: '素材库里没有“{found}”', en: 'There is no “{found}” in the media library' },
  PICTURE_AMBIGUOUS: {
    zh: '素材库里有多张“{found}”，请写素材编号',
    en: 'Several pictures are called “{found}”: write the id of one',
  },
  DIFFERS_FROM_FIRST: {
    zh: '同一商品的每一行要一致（第 {found} 行不同）',
    en: 'All rows of one product have to agree (row {found} differs)',
  },
  STOCK_BY_SECRETS: {
    zh: '卡密商品的库存就是录入的卡密，请留空',
    en: 'The stock of goods that are codes is the codes entered: leave it empty',
  },
  SKU_TWICE: { zh: '这个 SKU 编码在文件里出现了多次', en: 'This SKU code is in the file more than once' },
  BARCODE_TWICE: { zh: '这个条码在文件里出现了多次', en: 'This barcode is in the file more than once' },
  SKU_CODE_TAKEN: {
    zh: '编码或条码已属于店里另一个商品',
    en: 'The code or barcode belongs to another product of the shop',
  },
  PRODUCT_RECYCLED: {
    zh: '这个商品在回收站里，请先恢复',
    en: 'This product is in the recycle bin: restore it first',
  },
  COMBINATION_TWICE: { zh: '同一商品有两行规格相同', en: 'Two rows of one product have the same options' },
  COMBINATION_FIXED: {
    zh: '这个 SKU 编码的规格是“{found}”，导入不能改，请在商品页改',
    en: 'This SKU code stands for “{found}”: change that on the product page',
  },
  COMBINATION_TAKEN: {
    zh: '这组规格已有 SKU“{found}”',
    en: 'These options already belong to the SKU “{found}”',
  },
  OPTIONS_DIFFER: {
    zh: '规格名与店里的“{found}”不同，导入不能改，请在商品页改',
    en: 'The options differ from “{found}” in the shop: change them on the product page',
  },
  OPTION_INCOMPLETE: { zh: '规格名和规格值要成对填写', en: 'An option needs both its name and its value' },
  VALUE_REFUSED: { zh: '内容不符合要求：{found}', en: 'It is not valid: {found}' },
  PRODUCT_INCOMPLETE: {
    zh: '要上架还缺图片、在售规格或必填属性',
    en: 'To be on the shelf it needs a picture, a SKU on sale and the answers its category asks for',
  },
  PERMIT_MISSING: { zh: '该类目要先登记有效的资质才能上架', en: 'Its category needs a valid permit first' },
  CHANGED_MEANWHILE: {
    zh: '检查之后有人改过这个商品，没有覆盖，请重新导入',
    en: 'Somebody changed this product after the check, nothing was overwritten: import it again',
  },
  FAILED: { zh: '系统没能写入这个商品，请重试', en: 'The product could not be written: try again' },
} as const satisfies Record<string, FlawTerm>
export type ImportFlawCode = keyof typeof IMPORT_FLAWS
