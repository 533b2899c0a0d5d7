import type { Payment, PaymentProduct } from '../book/records.js'

export type CashierState = 'payable' | 'paid' | 'cancelled' | 'expired' | 'closed' | 'unknown'

export interface CashierView {
  state: CashierState
  merchantName: string
  payment: Payment | null
  /** Where this page lives, without query; the forms post below it. */
  path: string
  redirectUrl: string | null
  now: number
}

const HEADLINE: Record<Exclude<CashierState, 'payable'>, { mark: string; title: string; text: string }> = {
  paid: { mark: '✓', title: '支付成功', text: '正在告诉商家，订单里很快能看到' },
  cancelled: { mark: '↩', title: '已取消支付', text: '没有扣款，订单仍可继续支付' },
  expired: { mark: '⏱', title: '支付已过期', text: '请回到商家页面重新发起支付，没有扣款' },
  closed: { mark: '×', title: '订单已关闭', text: '商家已关闭这笔订单，没有扣款' },
  unknown: { mark: '?', title: '没有找到这笔支付', text: '链接可能不完整，请回到商家页面重试' },
}

const RETURN_AFTER_SECONDS: Partial<Record<CashierState, number>> = { paid: 1, cancelled: 0 }

const METHOD: Record<PaymentProduct, string> = {
  H5: '微信支付 · 手机网页',
  NATIVE: '微信支付 · 扫码',
  JSAPI: '微信支付 · 微信内',
}

export function escapeHtml(text: string): string {
  const named: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return text.replaceAll(/[&<>"']/g, (character) => named[character] ?? character)
}

function amountHtml(totalFen: number): string {
  const yuan = String(Math.trunc(totalFen / 100))
  const cents = String(totalFen % 100).padStart(2, '0')
  return `<span class="unit">¥</span>${yuan}<span class="cents">.${cents}</span>`
}

function queryOf(view: CashierView): string {
  return view.redirectUrl === null ? '' : `?redirect_url=${encodeURIComponent(view.redirectUrl)}`
}

function billHtml(view: CashierView, payment: Payment): string {
  const name = escapeHtml(view.merchantName)
  const method = METHOD[payment.product]
  return `
      <div class="payee"><span class="avatar" aria-hidden="true">${escapeHtml(view.merchantName.slice(1, 2) || '店')}</span>
        <span class="payee-name">${name}</span></div>
      <p class="amount" aria-label="支付金额 ${(payment.totalFen / 100).toString()} 元">${amountHtml(payment.totalFen)}</p>
      <dl class="rows">
        <div><dt>商品</dt><dd>${escapeHtml(payment.description)}</dd></div>
        <div><dt>支付方式</dt><dd><span class="wechat" aria-hidden="true"></span>${method}</dd></div>
        <div><dt>商户单号</dt><dd class="number">${escapeHtml(payment.outTradeNo)}</dd></div>
      </dl>`
}

function payableHtml(view: CashierView, payment: Payment): string {
  const query = escapeHtml(queryOf(view))
  const secondsLeft = Math.max(0, Math.floor((payment.linkExpiresAt - view.now) / 1000))
  return `
    <section class="card bill">${billHtml(view, payment)}
    </section>
    <section class="actions">
      <form method="post" action="${view.path}/pay${query}"><button class="pay" id="pay">确认支付</button></form>
      <form method="post" action="${view.path}/cancel${query}"><button class="cancel" id="cancel">取消</button></form>
      <p class="hint">请在 <b data-seconds-left="${secondsLeft}">${Math.ceil(secondsLeft / 60)} 分钟</b> 内完成支付</p>
    </section>`
}

function outcomeHtml(view: CashierView, state: Exclude<CashierState, 'payable'>): string {
  const { mark, title, text } = HEADLINE[state]
  const amount = view.payment === null ? '' : `<p class="amount small">${amountHtml(view.payment.totalFen)}</p>`
  const back =
    view.redirectUrl === null
      ? '<p class="hint">可以关闭这个页面了</p>'
      : `<a class="pay" id="back" href="${escapeHtml(view.redirectUrl)}">返回商家</a>`
  return `
    <section class="card outcome ${state}"><span class="mark" aria-hidden="true">${mark}</span>
      <h1>${title}</h1><p class="text">${text}</p>${amount}
    </section>
    <section class="actions">${back}</section>`
}

function refreshTag(view: CashierView): string {
  const seconds = RETURN_AFTER_SECONDS[view.state]
  if (seconds === undefined || view.redirectUrl === null) return ''
  return `<meta http-equiv="refresh" content="${seconds};url=${escapeHtml(view.redirectUrl)}">`
}

export function cashierPage(view: CashierView): string {
  const { state, payment } = view
  const main =
    state === 'payable' && payment !== null
      ? payableHtml(view, payment)
      : outcomeHtml(view, state === 'payable' ? 'unknown' : state)
  return `<!doctype html>
<html lang="zh-CN">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
  <meta name="color-scheme" content="light dark">
  ${refreshTag(view)}
  <title>收银台 · ${escapeHtml(view.merchantName)}</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="/assets/theme.css">
  <link rel="stylesheet" href="/assets/cashier.css">
  <script src="/assets/cashier.js" defer></script>
</head>
<body>
  <main class="cashier">
    <header><span class="title">收银台</span><span class="badge">本机模拟 · 不会真的扣款</span></header>${main}
  </main>
</body>
</html>
`
}
