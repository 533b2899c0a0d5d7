import type { PriceStage } from '@jishi/contracts/pricing/pricing.terms'

interface StageWords {
  readonly stage: PriceStage
  readonly name: string
  readonly does: string
  /** What thresholds and shares are measured on. */
  readonly measuredOn: string
  readonly stacking: string
}

/** The stages as they run, for operators; docs/guide/price-rules.md holds this table, and a spec compares them. */
export const STAGE_TABLE: readonly StageWords[] = [
  {
    stage: 'unit',
    name: '单价',
    does: '基准价（门店、渠道、基础中最具体的一个，按件数取阶梯）与活动价、会员等级价、会员卡价、新人价取最低；限时价也在价目表里',
    measuredOn: '该规格的件数',
    stacking:
      '每行一个价。标为“不与促销同享”的价不参加促销；促销更划算时整单比较，取应付低的一种。活动订单还能用什么由活动决定，默认都不能',
  },
  {
    stage: 'promotion',
    name: '促销',
    does: '满减、满折、阶梯、每满、第 N 件、套装、满赠，按优先级（数小者先），相同按编号',
    measuredOn: '单价后的商品金额或件数，只算活动范围内的商品',
    stacking: '每行只参加一个满减、第 N 件或套装；进了套装的商品不再参加其他促销；满赠可与满减、第 N 件同享，每单一次',
  },
  {
    stage: 'coupon',
    name: '商品券',
    does: '减固定金额，或打折（可封顶）',
    measuredOn: '促销后的商品金额，只算券范围内的商品',
    stacking: '每单一张。独享券不算已参加促销的商品，用了它就不能再用运费券',
  },
  {
    stage: 'points',
    name: '积分',
    does: '按整档抵扣',
    measuredOn: '用券后的商品金额，最多抵其中的规定比例；运费不能抵',
    stacking: '与促销、券同享',
  },
  {
    stage: 'freight',
    name: '运费',
    does: '各运费模板分别合计后相加；满额或满件包邮；运费券再减',
    measuredOn: '用券后、积分前的商品金额，或件数、重量、体积',
    stacking: '运费券每单一张',
  },
  {
    stage: 'adjustment',
    name: '改价',
    does: '付款前由运营逐行加减，写明原因，超过限额要第二人同意',
    measuredOn: '不设门槛',
    stacking: '任一行的商品金额不会低于零',
  },
  {
    stage: 'minimum',
    name: '最低支付',
    does: '应付低于最低支付金额时，在第一行补到该金额',
    measuredOn: '应付合计',
    stacking: '总在最后',
  },
]

/** The table in Markdown. */
export function stageMarkdown(): string {
  const rows = STAGE_TABLE.map(({ name, does, measuredOn, stacking }, position) =>
    ['', position + 1, name, does, measuredOn, stacking, ''].join(' | ').trim(),
  )
  return `${['| 序 | 阶段 | 做什么 | 门槛按什么算 | 叠加与互斥 |', '|---|---|---|---|---|', ...rows].join('\n')}\n`
}
