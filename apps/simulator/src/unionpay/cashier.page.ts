import { escapeHtml } from '../cashier/cashier.page.js'
import type { UnionpayOrder } from './records.js'
import type { UnionpayRefusal } from './refusal.js'
import type { Fields } from './signature.js'

export type UnionpayCashierState = 'payable' | 'paid' | 'cancelled' | 'expired' | 'unknown'

export interface UnionpayCashierView {
  state: UnionpayCashierState
  merchantName: string
  order: UnionpayOrder | null
  path: string
  /** What is sent to the merchant's page by a form, where the merchant named one. */
  back: { url: string; fields: Fields } | null
  now: number
}

const HEADLINE: Record<Exclude<UnionpayCashierState, 'payable'>, { mark: string; title: string; text: string }> = {
  paid: { mark: '✓', title: '支付成功', text: '正在告诉商家，订单里很快能看到' },
  cancelled: { mark: '↩', title: '已取消支付', text: '没有扣款，订单仍可继续支付' },
  expired: { mark: '⏱', title: '支付已过期', text: '请回到商家页面重新发起支付，没有扣款' },
  unknown: { mark: '?', title: '没有找到这笔订单', text: '链接可能不完整，请回到商家页面重试' },
}

const yuanOf = (fen: number): [string, string] => [String(Math.trunc(fen / 100)), String(fen % 100).padStart(2, '0')]

function amountHtml(fen: number): string {
  const [yuan, cents] = yuanOf(fen)
  return `<span class="unit">¥</span>${yuan}<span class="cents">.${cents}</span>`
}

function payableHtml({ merchantName, path, now }: UnionpayCashierView, order: UnionpayOrder): string {
  const secondsLeft = Math.max(0, Math.floor((order.endsAt - now) / 1000))
  const method = order.channelType === '08' ? '银行卡 · 手机网页' : '银行卡 · 电脑网页'
  return `
    <section class="card bill">
      <div class="payee"><span class="avatar" aria-hidden="true">${escapeHtml(merchantName.slice(1, 2) || '店')}</span>
        <span class="payee-name">${escapeHtml(merchantName)}</span></div>
      <p class="amount" aria-label="支付金额 ${yuanOf(order.txnAmt).join('.')} 元">${amountHtml(order.txnAmt)}</p>
      <dl class="rows">
        <div><dt>支付方式</dt><dd>${method}</dd></div>
        <div><dt>商户单号</dt><dd class="number">${escapeHtml(order.orderId)}</dd></div>
      </dl>
    </section>
    <section class="actions">
      <form method="post" action="${path}/pay"><button class="pay" id="pay">确认付款</button></form>
      <form method="post" action="${path}/cancel"><button class="cancel" id="cancel">取消</button></form>
      <p class="hint">请在 <b data-seconds-left="${secondsLeft}">限时</b> 内完成支付</p>
    </section>`
}

function backHtml({ back }: UnionpayCashierView): string {
  if (back === null) return '<p class="hint">可以关闭这个页面了</p>'
  const hidden = Object.entries(back.fields).map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  )
  const button = '<button class="pay" id="back">返回商家</button>'
  return `<form method="post" action="${escapeHtml(back.url)}">${hidden.join('')}${button}</form>`
}

function outcomeHtml(view: UnionpayCashierView, state: Exclude<UnionpayCashierState, 'payable'>): string {
  const { mark, title, text } = HEADLINE[state]
  const amount = view.order === null ? '' : `<p class="amount small">${amountHtml(view.order.txnAmt)}</p>`
  return `
    <section class="card outcome ${state}"><span class="mark" aria-hidden="true">${mark}</span>
      <h1>${title}</h1><p class="text">${text}</p>${amount}
    </section>
    <section class="actions">${backHtml(view)}</section>`
}

function page(title: string, main: string): string {
  return `<!doctype html>
<html lang="zh-CN">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
  <meta name="color-scheme" content="light dark">
  <title>${escapeHtml(title)}</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="/assets/theme.css">
  <link rel="stylesheet" href="/assets/cashier.css">
  <link rel="stylesheet" href="/assets/unionpay.css">
  <script src="/assets/cashier.js" defer></script>
</head>
<body>
  <main class="cashier unionpay">
    <header><span class="title">银联收银台</span><span class="badge">模拟 · 不会真的扣款</span></header>${main}
  </main>
</body>
</html>
`
}

export function unionpayCashierPage(view: UnionpayCashierView): string {
  const { state, order, merchantName } = view
  const main =
    state === 'payable' && order !== null
      ? payableHtml(view, order)
      : outcomeHtml(view, state === 'payable' ? 'unknown' : state)
  return page(`银联收银台（模拟） · ${merchantName}`, main)
}

/** What the payer sees instead of a cashier when the merchant's request is refused. */
export function refusalPage({ respCode, message }: UnionpayRefusal): string {
  return page(
    '银联（模拟）',
    `
    <section class="card outcome expired"><span class="mark" aria-hidden="true">!</span>
      <h1>无法付款</h1><p class="text">${escapeHtml(message)}</p>
      <p class="hint" id="code">${escapeHtml(respCode)}</p>
    </section>`,
  )
}
