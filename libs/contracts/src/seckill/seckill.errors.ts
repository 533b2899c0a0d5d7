import type { ErrorTerm } from '../error-term.js'

/** What flash sales are refused for, at the desk and at the counter. */
export const SECKILL_ERRORS = {
  SECKILL_NOT_STARTED: { status: 409, zh: '还没开始，请稍等', en: 'This has not begun yet' },
  SECKILL_OVER: { status: 409, zh: '本场已结束', en: 'This session is over' },
  SECKILL_STOPPED: { status: 409, zh: '本场已提前结束', en: 'This session was ended early' },
  SECKILL_SOLD_OUT: { status: 409, zh: '已抢光', en: 'All of them are taken' },
  SECKILL_LIMIT: { status: 409, zh: '你已达到限购数量', en: 'You have as many of these as one may have' },
  SECKILL_TICKET_INVALID: {
    status: 403,
    zh: '抢购资格无效，请重新点击抢购',
    en: 'This ticket is not valid, please try again from the page',
  },
  SECKILL_TICKET_OTHERS: {
    status: 403,
    zh: '抢购资格不属于当前登录的账号，请重新点击抢购',
    en: 'This ticket belongs to another sign-in, please try again from the page',
  },
  SECKILL_TICKET_EXPIRED: {
    status: 409,
    zh: '抢购资格已过期，请重新点击抢购',
    en: 'This ticket has expired, please try again',
  },
  SECKILL_TICKET_USED: {
    status: 409,
    zh: '抢购资格已使用过，请重新点击抢购',
    en: 'This ticket has been used, please try again',
  },
  SECKILL_PROOF_MISSING: {
    status: 409,
    zh: '安全校验未通过，请重新点击抢购',
    en: 'The security check was not passed, please try again',
  },
  SECKILL_TOO_MANY_OPEN: {
    status: 429,
    zh: '你还有未付款的抢购，请先付款或放弃',
    en: 'You hold flash-sale goods that are not paid yet: pay for them or give them up first',
  },
  SECKILL_COOLING_DOWN: {
    status: 429,
    zh: '你多次抢到后未付款，请稍后再抢',
    en: 'You let goods go unpaid several times, please wait a while',
  },
  SECKILL_TAKE_GONE: {
    status: 409,
    zh: '抢购资格已失效，请重新抢购',
    en: 'What was held for you is held no more',
  },
  SECKILL_NOT_CHANGEABLE: {
    status: 409,
    zh: '只有草稿可以修改，请先撤回',
    en: 'Only a draft can be changed: take it back first',
  },
  SECKILL_ACTION_NOT_ALLOWED: {
    status: 409,
    zh: '秒杀活动当前状态不能这样操作',
    en: 'The flash sale does not allow this now',
  },
  SECKILL_TIMES_OVER: { status: 409, zh: '开始时间已过，请修改时间', en: 'The time at which it begins is over' },
  SECKILL_GOODS_UNAVAILABLE: {
    status: 409,
    zh: '有规格不存在、未上架或不能秒杀',
    en: 'Some SKUs do not exist, are not on sale or cannot be sold this way',
  },
  SECKILL_STOCK_SHORT: {
    status: 409,
    zh: '有规格库存不足，没有备入任何库存',
    en: 'There is not enough stock of some SKUs, so nothing was taken',
  },
  SECKILL_OVERLAP: {
    status: 409,
    zh: '有规格在同一时间已参加另一场秒杀',
    en: 'Some SKUs are in another flash sale at the same time',
  },
  SECKILL_NOT_LOWER: {
    status: 409,
    zh: '秒杀价要低于平时的售价',
    en: 'The price has to be lower than the usual one',
  },
  SECKILL_BELOW_FLOOR: {
    status: 409,
    zh: '有秒杀价低于底价，需要有审批权限的另一位同事同意',
    en: 'Some prices are below the floor: somebody else who may approve has to agree first',
  },
  SECKILL_SELF_APPROVAL: {
    status: 403,
    zh: '低于底价的秒杀价要由另一位同事同意',
    en: 'Somebody else has to agree to prices below a floor',
  },
} as const satisfies Record<string, ErrorTerm>
