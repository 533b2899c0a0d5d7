/** What a new shop's operators look at twice: other shops' advertising, paid praise, and abuse. A shop keeps its own list. */
export const DEFAULT_FILTER_WORDS: string[] = [
  ...['加微信', '加我微信', '微信号', 'vx', '薇信', 'QQ群', '扫码', '二维码', '加群', '私聊'],
  ...['好评返现', '返现', '刷单', '兼职', '代购', '高仿', '代开发票', '贷款', '博彩', '赌'],
  ...['傻逼', '垃圾人', '去死', '滚蛋', '骗子'],
]
