/** Words for the kinds of goods and for the room of one-time codes. */
export const kindsZh = {
  'kind.label': '商品类型',
  'kind.physical': '实物',
  'kind.virtual': '虚拟商品',
  'kind.card_secret': '卡密',
  'kind.service': '到店服务',
  'kind.note.physical': '快递寄出，买家填写收货地址',
  'kind.note.virtual': '付款后自动发货，不需要地址',
  'kind.note.card_secret': '付款后自动发放一次性卡密，库存来自录入的卡密',
  'kind.note.service': '到店当场服务，不需要地址',
  'kind.fixed': '上架或入库之后不能再改',
} as const
