/** Builds the cards of the console. Texts go in as text, never as markup: they come from shoppers and shops. */

const STATUS = {
  pending: ['待支付', 'warm'],
  paid: ['已支付', 'fresh'],
  refunded: ['有退款', 'gold'],
  closed: ['已关闭', ''],
}
const NOTICE_STATUS = { pending: ['重试中', 'gold'], delivered: ['已送达', 'fresh'], given_up: ['已放弃', 'warm'] }
const EVENTS = {
  'TRANSACTION.SUCCESS': '支付成功',
  'REFUND.SUCCESS': '退款成功',
  'REFUND.ABNORMAL': '退款异常',
  TRADE_SUCCESS: '支付成功',
  TRADE_CLOSED: '交易关闭',
  TRADE_REFUND: '退款成功',
  PARCEL_NEWS: '物流变化',
}
const OUTCOMES = { accepted: '已接收', refused: '被拒', unreachable: '未连通', lost: '丢失' }

export const CHANNELS = { wechat: '微信支付', wechat_open: '微信登录', alipay: '支付宝', sms: '短信', carrier: '快递' }
export const OPERATIONS = {
  create: '下单',
  query: '查询订单',
  close: '关闭订单',
  refund: '申请退款',
  refund_query: '查询退款',
  certificates: '下载证书',
  notify: '支付通知',
  refund_notify: '退款通知',
  sms: '发短信',
  code2session: '换取会话',
  stable_token: '取接口凭证',
  phone: '取手机号',
  oauth_token: '网页授权',
  oauth: '换取身份',
  subscribe: '订阅物流',
}
export const KINDS = {
  delay: '延迟（毫秒）',
  lose: '丢失',
  duplicate: '重复（份数）',
  forge: '伪造',
  wrong_amount: '金额不符（分）',
  other_merchant: '别家商户号',
  timeout_after_apply: '已生效但超时',
  error_5xx: '报错 5xx（未生效）',
  error_5xx_after_apply: '报错 5xx（已生效）',
  bad_signature: '签名错误',
  stale_timestamp: '时间戳过旧（秒）',
  unknown_serial: '未知证书序列号',
  signtest: '验签探测',
  unsigned: '没有签名',
  rate_limited: '限流 429',
  notify_first: '通知先于应答',
  abnormal: '退款异常',
  not_enough: '余额不足',
  busy: '系统繁忙 -1',
  token_expired: '接口凭证过期 42001',
  refused: '业务拒绝（ACQ 代码）',
  system_error: '已生效但答 SYSTEM_ERROR',
  other_seller: '别家卖家号',
  other_app: '别家应用号',
  sign_type_rsa: '旧签名 RSA',
}

export function element(tag, properties = {}, ...children) {
  const { dataset, ...plain } = properties
  const made = Object.assign(document.createElement(tag), plain)
  Object.assign(made.dataset, dataset ?? {})
  made.append(...children.filter((child) => child !== null && child !== undefined))
  return made
}

const time = (iso) => new Date(iso).toLocaleTimeString('zh-CN', { hour12: false })
const yuan = (fen) => [String(Math.trunc(fen / 100)), String(fen % 100).padStart(2, '0')]
const tag = (text, tone) => element('span', { className: `tag ${tone}` }, text)

function button(text, className, dataset) {
  return element('button', { type: 'button', className, dataset }, text)
}

function price(fen) {
  const [whole, cents] = yuan(fen)
  return element('span', { className: 'price' }, element('small', {}, '¥'), whole, element('small', {}, `.${cents}`))
}

function paymentButtons(payment) {
  const dataset = { payment: payment.outTradeNo }
  const link = payment.payUrl && element('a', { href: payment.payUrl, target: '_blank', rel: 'noopener' }, '打开收银台')
  if (payment.status === 'pending') {
    const pay = button('支付', 'primary', { ...dataset, act: 'pay' })
    const cancel = button('取消', '', { ...dataset, act: 'cancel' })
    return [pay, link, cancel, button('过期后支付', '', { ...dataset, act: 'pay-late' })].filter(Boolean)
  }
  return payment.status === 'closed' ? [button('关闭后仍支付', 'soft', { ...dataset, act: 'pay-late' })] : []
}

export function paymentCard(payment) {
  const [text, tone] = STATUS[payment.status]
  const refunded = payment.refundedFen > 0 ? `，已退 ¥${yuan(payment.refundedFen).join('.')}` : ''
  const cancelled = payment.cancelledAt && payment.status === 'pending' ? '，顾客取消过一次' : ''
  const buttons = paymentButtons(payment)
  return element(
    'article',
    { className: 'card item' },
    element(
      'div',
      { className: 'row' },
      element('span', { className: 'strong' }, payment.description),
      price(payment.amountFen),
    ),
    element(
      'div',
      { className: 'row' },
      element(
        'span',
        { className: 'dim mono' },
        `${CHANNELS[payment.channel]} · ${payment.outTradeNo} · ${time(payment.createdAt)}${refunded}${cancelled}`,
      ),
      tag(text, tone),
    ),
    buttons.length > 0 ? element('div', { className: 'buttons' }, ...buttons) : null,
  )
}

export function messageCard(message) {
  const code = message.code ? button(message.code, 'code', { copy: message.code }) : null
  if (code) code.setAttribute('aria-label', `复制验证码 ${message.code}`)
  return element(
    'article',
    { className: 'card item' },
    element(
      'div',
      { className: 'row' },
      element('span', { className: 'strong mono' }, message.phone),
      element('span', { className: 'dim mono' }, time(message.sentAt)),
    ),
    code,
    element('p', { className: 'dim' }, message.text),
  )
}

function attemptTag(attempt) {
  const status = attempt.httpStatus === null ? '' : ` ${attempt.httpStatus}`
  const fault = attempt.fault ? ` · ${KINDS[attempt.fault] ?? attempt.fault}` : ''
  const tone = attempt.outcome === 'accepted' ? 'fresh' : 'warm'
  return tag(`${time(attempt.at)} ${OUTCOMES[attempt.outcome]}${status}${fault}`, tone)
}

export function noticeCard(notice) {
  const [text, tone] = NOTICE_STATUS[notice.status]
  const shown = notice.attempts.slice(-6)
  const more = notice.attempts.length - shown.length
  const next = notice.nextAttemptAt ? `下次 ${time(notice.nextAttemptAt)}` : ''
  const resend = (label, times) => button(label, times === 1 ? 'soft' : '', { notice: notice.id, times: String(times) })
  return element(
    'article',
    { className: 'card item' },
    element(
      'div',
      { className: 'row' },
      element('span', { className: 'strong' }, EVENTS[notice.eventType]),
      tag(text, tone),
    ),
    element(
      'p',
      { className: 'dim mono' },
      `${notice.outTradeNo}${notice.outRefundNo ? ` · 退款 ${notice.outRefundNo}` : ''}`,
    ),
    element('p', { className: 'dim' }, notice.url),
    element(
      'div',
      { className: 'tries' },
      more > 0 ? tag(`更早 ${more} 次`, '') : null,
      ...shown.map(attemptTag),
      next ? tag(next, '') : null,
    ),
    element('div', { className: 'buttons' }, resend('再发一次', 1), resend('连发 10 次', 10)),
  )
}

export function faultCard(fault, index) {
  const value = fault.value === null ? '' : `，数值 ${fault.value}`
  return element(
    'article',
    { className: 'card item' },
    element(
      'div',
      { className: 'row' },
      element(
        'span',
        { className: 'strong' },
        `${CHANNELS[fault.channel]} · ${OPERATIONS[fault.operation]} · ${KINDS[fault.kind]}`,
      ),
      button('撤销', '', { unfault: String(index) }),
    ),
    element('p', { className: 'dim' }, `还会发生 ${fault.times} 次${value}`),
  )
}

const PARCEL_STATES = {
  1: ['已揽收', 'gold'],
  0: ['运输中', 'gold'],
  5: ['派送中', 'gold'],
  2: ['疑难', 'warm'],
  3: ['已签收', 'fresh'],
  14: ['拒收', 'warm'],
  6: ['退回中', 'warm'],
  4: ['已退回', ''],
}

export function parcelCard(parcel) {
  const [state, tone] = PARCEL_STATES[parcel.state] ?? ['待揽收', '']
  const over = parcel.state === '3' || parcel.state === '4'
  const act = (text, step, className = '') => button(text, className, { parcel: parcel.number, step })
  return element(
    'article',
    { className: 'card item' },
    element(
      'div',
      { className: 'row' },
      element('span', { className: 'strong mono' }, `${parcel.company} ${parcel.number}`),
      tag(state, tone),
    ),
    ...parcel.news
      .slice(-3)
      .reverse()
      .map((news) => element('p', { className: 'dim' }, `${time(news.at)} ${news.text}`)),
    over
      ? null
      : element(
          'div',
          { className: 'buttons' },
          act('走一步', '', 'primary'),
          act('签收', 'sign'),
          act('疑难', 'problem'),
          act('退回', 'return'),
        ),
  )
}

const KIND_NAMES = { login: '登录码', phone: '手机号码', oauth: '网页授权码' }

/** The code just made, to be copied by a tap. */
export function issuedCode(issued) {
  const label = `${KIND_NAMES[issued.kind]} ${issued.code}`
  return button(label, '', { copy: issued.code })
}

export function personCard(person) {
  const ask = (kind) => button(`取${KIND_NAMES[kind]}`, '', { person: person.unionid, kind })
  return element(
    'article',
    { className: 'card item' },
    element(
      'div',
      { className: 'row' },
      element('span', { className: 'strong mono' }, person.phone ?? '还没有手机号'),
      element('span', { className: 'dim mono' }, time(person.createdAt)),
    ),
    ...Object.entries(person.openids).map(([app, openid]) =>
      element('p', { className: 'dim mono' }, `${app} · ${openid}`),
    ),
    element('div', { className: 'buttons' }, ask('login'), ask('phone'), ask('oauth')),
  )
}

export function emptyCard(text) {
  return element('p', { className: 'empty' }, text)
}
