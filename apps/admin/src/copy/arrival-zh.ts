/** Words of what a shop declares of its shipping days. */
export const arrivalZh = {
  'settings.cutOff': '当日截单时间',
  'settings.cutOff.hint': '如 16:00；之后付款的从下一个发货日算起，不填则全天都算',
  'settings.cutOff.wrong': '按 16:00 这样填',
  'settings.restWeekdays': '每周不发货的日子',
  'settings.restWeekdays.hint': '周一是 1，周日是 7，用空格隔开',
  'settings.restWeekdays.wrong': '只填 1 到 7，用空格隔开',
  'settings.holidays': '不发货的日期',
  'settings.holidays.hint': '一行一天，如 2027-02-06',
  'settings.holidays.wrong': '第 {n} 行不是日期',
  'settings.arrivalDays': '发出后几天送达',
  'settings.arrivalDays.hint': '用于没有选运费模板的商品；不填就不显示预计送达',
} as const
