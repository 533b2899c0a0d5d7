import { IMPORT_FLAWS } from '../catalog/product-import.terms.js'

/** A sheet of parcels is a morning's work, so it is bounded more closely than a catalogue. */
export const MAX_SHIP_ROWS = 5_000
export const MAX_SHIP_BYTES = 5 * 1024 * 1024
/** Sheets nobody works on any more are forgotten after so many days; what they shipped stays in the audit log. */
export const SHIP_SHEETS_KEPT_DAYS = 30

/** The columns of a sheet: the key our answers name, the header people write, and whether it is read or only tells. */
export const SHIP_COLUMNS = [
  ['orderNo', '订单号', true],
  ['line', '行号', true],
  ['title', '商品', false],
  ['skuLabel', '规格', false],
  ['skuCode', 'SKU编码', false],
  ['pieces', '件数', true],
  ['receiver', '收件人', false],
  ['phone', '手机号', false],
  ['region', '省市区', false],
  ['address', '详细地址', false],
  ['note', '买家留言', false],
  ['remark', '提醒', false],
  ['carrier', '快递公司', true],
  ['trackingNo', '运单号', true],
] as const
export type ShipColumn = (typeof SHIP_COLUMNS)[number][0]
/** Without these a row says neither what leaves nor how. */
export const NEEDED_SHIP_COLUMNS = ['orderNo', 'carrier', 'trackingNo'] as const satisfies readonly ShipColumn[]

/** What a parcel of the sheet would be: a new one, one that has left just so before, or none. */
export const SHIP_VERDICTS = ['new', 'unchanged', 'refused'] as const
export type ShipVerdict = (typeof SHIP_VERDICTS)[number]
/** Rows without a carrier and a number are left out; people fill in what they have. */
export const SHIP_ROW_VERDICTS = [...SHIP_VERDICTS, 'blank'] as const
export type ShipRowVerdict = (typeof SHIP_ROW_VERDICTS)[number]

/** What a file of parcels and a file of products are refused for alike. */
const ofAnySheet = {
  FILE_EMPTY: IMPORT_FLAWS.FILE_EMPTY,
  FILE_UNREADABLE: IMPORT_FLAWS.FILE_UNREADABLE,
  FILE_OLD_FORMAT: IMPORT_FLAWS.FILE_OLD_FORMAT,
  FILE_TOO_BIG_INSIDE: IMPORT_FLAWS.FILE_TOO_BIG_INSIDE,
  ENCODING_UNKNOWN: IMPORT_FLAWS.ENCODING_UNKNOWN,
  TOO_MANY_ROWS: IMPORT_FLAWS.TOO_MANY_ROWS,
  HEADER_MISSING: IMPORT_FLAWS.HEADER_MISSING,
  COLUMN_UNKNOWN: IMPORT_FLAWS.COLUMN_UNKNOWN,
  COLUMN_TWICE: IMPORT_FLAWS.COLUMN_TWICE,
  QUOTE_OPEN: IMPORT_FLAWS.QUOTE_OPEN,
  MERGED_ACROSS: IMPORT_FLAWS.MERGED_ACROSS,
  CELL_NEEDED: IMPORT_FLAWS.CELL_NEEDED,
  CELL_UNREADABLE: IMPORT_FLAWS.CELL_UNREADABLE,
  CELL_IS_DATE: IMPORT_FLAWS.CELL_IS_DATE,
  CELL_IS_ERROR: IMPORT_FLAWS.CELL_IS_ERROR,
  FORMULA_NOT_COMPUTED: IMPORT_FLAWS.FORMULA_NOT_COMPUTED,
}

/** Why a file, a row or a cell is refused. `{…}` is filled with what was found; clients decide by the code. */
export const SHIP_FLAWS = {
  ...ofAnySheet,
  ORDER_UNKNOWN: { zh: '没有订单“{found}”', en: 'There is no order “{found}”' },
  ORDER_NOT_WAITING: {
    zh: '订单不在待发货：还没付款、已经发完或已关闭',
    en: 'The order does not wait to be shipped: it is unpaid, sent or closed',
  },
  NOT_COUNTED: { zh: '“{found}”不是 1 到 {most} 的整数', en: '“{found}” is no whole number from 1 to {most}' },
  ORDER_HELD: {
    zh: '订单暂不能发：售后、退款、补差价或卡密未处理完',
    en: 'The order is held: an after-sale, a refund, a supplement or missing codes come first',
  },
  LINE_UNKNOWN: { zh: '订单里没有要发的第 {found} 行', en: 'The order has no line {found} that is sent' },
  LINE_TWICE: { zh: '同一包裹里第 {found} 行写了两次', en: 'Line {found} is there twice in one parcel' },
  LINE_MIXED: {
    zh: '同一包裹的各行，要么都写行号，要么都不写',
    en: 'The rows of one parcel either all name a line or none does',
  },
  LINE_NEEDED: { zh: '写了件数就要写行号', en: 'Pieces are those of a line: name it' },
  PIECES_GONE: { zh: '这一行只剩 {found} 件未发', en: 'Only {found} pieces of it still wait' },
  PIECES_FEWER: {
    zh: '检查之后有商品发出或取消，没有发这个包裹',
    en: 'Pieces were shipped or cancelled after the check: this parcel was not sent',
  },
  CARRIER_OFF: { zh: '检查之后快递公司被停用', en: 'The carrier was switched off after the check' },
  CARRIER_UNKNOWN: {
    zh: '没有启用的快递公司“{found}”，请写名称或代码',
    en: 'No carrier “{found}” is in use: write its name or code',
  },
  NUMBER_NEEDED: { zh: '快递公司和运单号要一起写', en: 'Carrier and tracking number belong together' },
  NUMBER_SHAPE: {
    zh: '“{found}”不像运单号；若被表格改成了科学计数，请设为文本格式',
    en: '“{found}” is no tracking number; if the spreadsheet changed it, format the column as text',
  },
  NUMBER_TAKEN: {
    zh: '运单号“{found}”已用于别的包裹',
    en: 'The tracking number “{found}” belongs to another parcel',
  },
  NUMBER_TWICE: {
    zh: '文件里“{found}”用在了不同订单上',
    en: 'The file uses “{found}” for different orders',
  },
  FAILED: { zh: '系统没能发出这个包裹，请重试', en: 'The parcel could not be shipped: try again' },
} as const
export type ShipFlawCode = keyof typeof SHIP_FLAWS
