import { BASE_LIST, type UnitRule } from '@jishi/contracts/pricing/pricing.terms'

/** The price everybody pays who buys one piece without more ado needs no explanation. */
export const isPlain = ({ list, minQty, limited }: UnitRule): boolean => list === BASE_LIST && minQty === 1 && !limited

const LIST_LABELS: Readonly<Record<string, string>> = {
  card: '会员卡价',
  new_member: '新人价',
  'channel:h5': '网页专享价',
  'channel:mp-weixin': '微信小程序专享价',
  'channel:mp-alipay': '支付宝小程序专享价',
}

const listLabel = (list: string): string => {
  if (list.startsWith('store:')) return '门店价'
  if (list.startsWith('activity:')) return '活动价'
  if (list.startsWith('level:')) return `${list.slice('level:'.length)} 级会员价`
  return LIST_LABELS[list] ?? ''
}

/** The rule in words; clients that speak another language make theirs from the code. */
export const unitRuleLabel = ({ list, minQty, limited }: UnitRule): string =>
  [limited ? '限时' : '', listLabel(list), minQty > 1 ? `满 ${minQty} 件价` : '']
    .filter((part) => part !== '')
    .join(' · ')
    .replace(/^限时$/, '限时价')
