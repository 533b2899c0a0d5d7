import type { RefusalCode } from '@jishi/contracts/promotion/promotion.terms'
import { formatFen, zeroFen, type Fen } from '@jishi/kernel/money'
import type { Refusal } from './receipt.js'

interface Missing {
  readonly fen?: Fen
  readonly qty?: number
  /** What the rule would take off if nothing were missing. */
  readonly gainFen?: Fen
}

export const refusalOf = (code: RefusalCode, { fen, qty, gainFen = zeroFen }: Missing = {}): Refusal => ({
  code,
  fen: fen ?? null,
  qty: qty ?? null,
  gainFen,
})

const yuan = ({ fen }: Refusal): string => formatFen(fen ?? zeroFen)
const pieces = ({ qty }: Refusal): number => qty ?? 0

/**
 * Every reason of a receipt in words, the only place where they are written. The front ends make their own from the code; these
 * are what operators read and what is frozen with an order.
 */
export const REFUSAL_WORDS: Readonly<Record<RefusalCode, (refusal: Refusal) => string>> = {
  short_amount: (refusal) => `还差 ${yuan(refusal)} 元`,
  short_pieces: (refusal) => `还差 ${pieces(refusal)} 件`,
  no_goods: () => '没有适用的商品',
  taken_by_other: () => '商品已享受其他促销',
  alone_price: () => '商品按专享价计，不与促销同享',
  dearer: () => '单买不比套装贵',
  not_begun: () => '活动还没开始',
  over: () => '活动已结束',
  platform: () => '不在当前渠道使用',
  used_up: () => '名额已用完',
  used_up_for_buyer: () => '您的使用次数已用完',
  gift_gone: () => '赠品已送完',
  nothing_left: () => '没有可抵扣的金额',
  barred_by_exclusive: () => '不与已用的优惠券同享',
  no_freight: () => '本单没有运费',
  too_few_points: (refusal) => `还差 ${pieces(refusal)} 积分`,
  no_delivery: () => '该地区暂不支持配送',
  already_free: () => '已满足包邮条件',
  not_lower: () => '现价已不高于此价',
  more_pieces: (refusal) => `再买 ${pieces(refusal)} 件`,
  activity_alone: () => '活动商品不与其他优惠同享',
}

export const refusalWords = (refusal: Refusal): string => REFUSAL_WORDS[refusal.code](refusal)
