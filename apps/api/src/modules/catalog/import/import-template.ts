import { SHEET_COLUMNS, type SheetColumn, type SheetFormat } from '@jishi/contracts/catalog/product-import.terms'
import type { FileReply } from '@jishi/contracts/primitives.schema'
import { sheetFile, type Line } from './write-sheet.js'

/** What each column holds, in the words of the sheet of explanations. */
const NOTES: Readonly<Record<SheetColumn, string>> = {
  productCode: '必填。同一商品的各行写同一个编码；店里已有这个编码就是修改，没有就是新增。',
  kind: '实物、虚拟、卡密、服务之一；不写为实物。',
  title: '新商品必填，最多 60 字。',
  subtitle: '最多 120 字。',
  category: '新商品必填。从顶层写起，用 / 隔开，如 水果/苹果。',
  brand: '品牌名，须已在“品牌”里建好。',
  tags: '标签名，多个用 | 隔开，须已建好。',
  origin: '产地。',
  keywords: '搜索用词，多个用 | 隔开。',
  attributes: '类目的属性，写成 属性名=值，多个用 | 隔开，多选的值用 、 隔开，如 产地=云南|口味=甜、酸。',
  parameters: '商品参数，写成 名称=内容，多个用 | 隔开，如 保质期=12 个月|净含量=500 克。',
  services: '服务保障，写成 名称=说明 或只写名称，多个用 | 隔开。',
  freightTemplate: '运费模板的名字，须已在“运费模板”里建好；空着用店铺的统一运费。',
  option1: '规格的名字，如 重量；没有规格的商品留空。规格名1 到 规格名6 与 规格值1 到 规格值6 成对填写。',
  value1: '这一行的规格值，如 5 斤。',
  option2: '',
  value2: '',
  option3: '',
  value3: '',
  option4: '',
  value4: '',
  option5: '',
  value5: '',
  option6: '',
  value6: '',
  skuCode: '必填，全店唯一，是这一行的身份：再次导入按它找到同一个 SKU。已有 SKU 的规格不能用导入改。',
  barcode: '商品条码，全店唯一；请设为文本格式，以免丢掉开头的 0。',
  price: '新 SKU 必填，单位元，如 29.90。',
  cost: '单位元，可空。',
  floor: '最低成交价，单位元，可空。',
  weight: '整数克。',
  volume: '整数立方厘米，可空。',
  firstStock: '只对这次新增的 SKU 有效，导入时入库一次；已有 SKU 的库存请用“调整库存”。',
  skuOnSale: '是或否；不写为是。',
  shelf: '是为上架，否为下架，定时为等到上架时间；不写则新商品为草稿，已有商品不变。',
  shelfFrom: '如 2026-12-01 09:00，按店铺时间；与“上架”列写“定时”一起用，否则只是打算。',
  shelfUntil: '到这个时间自动下架，写法相同，可空。',
  noReasonReturn: '是否支持七天无理由退货：是或否。',
  sortWeight: '0 到 9999，越大越靠前。',
  pictures: '素材库里的编号或文件名，多张用 | 隔开，第一张是主图。',
  skuPicture: '这个 SKU 的图，素材编号或文件名。',
  detailPictures: '详情里的长图，多张用 | 隔开。',
  related: '商品页里一起推荐的商品，写它们的商品编码，多个用 | 隔开；须已在店里。',
  film: '素材库里视频的编号或文件名。',
  paragraphs: '商品介绍，一段一行。',
  detail: '富文本 HTML，入库前会清理。',
}

const GENERAL: readonly Line[] = [
  ['', ''],
  ['怎么写', '一行一个 SKU。描述商品的列只要在第一行写，或每一行写得一样。'],
  ['不写的列', '整列不要，就不改动；列在而格子为空，就是清空（数字、是否、类型除外，它们保持不变）。'],
  ['没写的 SKU', '文件里没有的 SKU 保持原样，不会被删除。'],
  ['公式', '用算好的值；没有算出值的公式会被退回。'],
  ['合并单元格', '竖向合并按每一行都写了算；横向合并会被退回。'],
  ['名称里有 | = 、', '在符号前加一个反斜杠，如 A\\=B；导出时会自动加上。'],
  ['= + - @ 开头', '导出时前面会加一个单引号，导入时自动去掉。'],
  ['多少行', '最多 20000 行，20 MB；csv 请用 UTF-8 或 GB18030（GBK）编码。'],
]

const EXAMPLE: readonly Readonly<Partial<Record<SheetColumn, string>>>[] = [
  {
    productCode: 'APPLE-01',
    kind: '实物',
    title: '洛川苹果',
    subtitle: '脆甜多汁',
    category: '水果/苹果',
    origin: '陕西洛川',
    keywords: '苹果|水果',
    option1: '重量',
    value1: '3 斤',
    skuCode: 'APPLE-01-3',
    price: '29.90',
    cost: '15.00',
    weight: '1500',
    firstStock: '100',
    skuOnSale: '是',
    shelf: '否',
    noReasonReturn: '否',
    paragraphs: '产地直发。\n坏果包赔。',
  },
  {
    productCode: 'APPLE-01',
    option1: '重量',
    value1: '5 斤',
    skuCode: 'APPLE-01-5',
    price: '45.90',
    cost: '24.00',
    weight: '2500',
    firstStock: '80',
    skuOnSale: '是',
  },
]

export const HEADER_LINE: Line = SHEET_COLUMNS.map(([, name]) => name)

/** An empty sheet with one example, and what each column means. */
export const importTemplate = (format: SheetFormat): Promise<FileReply> => {
  const lines = [HEADER_LINE, ...EXAMPLE.map((row) => SHEET_COLUMNS.map(([key]) => row[key] ?? ''))]
  const notes = SHEET_COLUMNS.filter(([key]) => NOTES[key] !== '').map(([key, name]): Line => [name, NOTES[key]])
  return sheetFile('商品导入模板', format, lines, [{ name: '说明', lines: [['列', '说明'], ...notes, ...GENERAL] }])
}
