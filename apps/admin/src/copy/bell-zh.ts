/** Words of the bell that rings for a paid order and for an after-sale. */
export const bellZh = {
  'bell.title': '新订单与售后提示音',
  'bell.off': '关',
  'bell.on': '开',
  'bell.mute': '浏览器要等你点一下页面，才会出声。',
  'bell.new': '新订单',
  'bell.came': '来了 {n} 笔新订单。',
  'bell.newCase': '新售后',
  'bell.cameCase': '来了 {n} 笔新售后。',
} as const
