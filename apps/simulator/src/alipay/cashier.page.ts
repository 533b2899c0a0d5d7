import { escapeHtml } from '../cashier/cashier.page.js'
import { yuanOf } from './money.js'
import type { AlipayTrade } from './records.js'
import type { AlipayRefusal } from './refusal.js'

export type AlipayCashierState = 'payable' | 'paid' | 'cancelled' | 'expired' | 'closed' | 'unknown'

export interface AlipayCashierView {
  state: AlipayCashierState
  merchantName: string
  trade: AlipayTrade | null
  path: string
  /** Where the buyer goes from here, when the merchant said so. */
  returnTo: string | null
  now: number
}

const HEADLINE: Record<Exclude<AlipayCashierState, 'payable'>, { mark: string; title: string; text: string }> = {
  paid: { mark: '✓', title: '支付成功', text: '正在告诉商家，订单里很快能看到' },
  cancelled: { mark: '↩', title: '已取消支付', text: '没有扣款，订单仍可继续支付' },
  expired: { mark: '⏱', title: '支付已过期', text: '请回到商家页面重新发起支付，没有扣款' },
  closed: { mark: '×', title: '交易已关闭', text: '商家已关闭这笔交易，没有扣款' },
  unknown: { mark: '?', title: '没有找到这笔交易', text: '链接可能不完整，请回到商家页面重试' },
}

const RETURN_AFTER_SECONDS: Partial<Record<AlipayCashierState, number>> = { paid: 1, cancelled: 0 }

function amountHtml(totalFen: number): string {
  const [yuan = '', cents = ''] = yuanOf(totalFen).split('.')
  return `<span class="unit">¥</span>${yuan}<span class="cents">.${cents}</span>`
}

function payableHtml(view: AlipayCashierView, trade: AlipayTrade): string {
  const method = trade.product === 'QUICK_WAP_WAY' ? '支付宝 · 手机网页' : '支付宝 · 电脑网页'
  const secondsLeft = Math.max(0, Math.floor((trade.expiresAt - view.now) / 1000))
  const initial = escapeHtml(view.merchantName.slice(1, 2) || '店')
  const hint =
    secondsLeft < 60 * 60
      ? `<p class="hint">请在 <b data-seconds-left="${secondsLeft}">限时</b> 内完成支付</p>`
      : '<p class="hint">本机模拟，不会真的扣款</p>'
  return `
    <section class="card bill">
      <div class="payee"><span class="avatar" aria-hidden="true">${initial}</span>
        <span class="payee-name">${escapeHtml(view.merchantName)}</span></div>
      <p class="amount" aria-label="支付金额 ${yuanOf(trade.totalFen)} 元">${amountHtml(trade.totalFen)}</p>
      <dl class="rows">
        <div><dt>商品</dt><dd>${escapeHtml(trade.subject)}</dd></div>
        <div><dt>支付方式</dt><dd><span class="alipay-mark" aria-hidden="true"></span>${method}</dd></div>
        <div><dt>商户单号</dt><dd class="number">${escapeHtml(trade.outTradeNo)}</dd></div>
      </dl>
    </section>
    <section class="actions">
      <form method="post" action="${view.path}/pay"><button class="pay" id="pay">确认付款</button></form>
      <form method="post" action="${view.path}/cancel"><button class="cancel" id="cancel">取消</button></form>
      ${hint}
    </section>`
}

function outcomeHtml(view: AlipayCashierView, state: Exclude<AlipayCashierState, 'payable'>): string {
  const { mark, title, text } = HEADLINE[state]
  const amount = view.trade === null ? '' : `<p class="amount small">${amountHtml(view.trade.totalFen)}</p>`
  const back =
    view.returnTo === null
      ? '<p class="hint">可以关闭这个页面了</p>'
      : `<a class="pay" id="back" href="${escapeHtml(view.returnTo)}">返回商家</a>`
  return `
    <section class="card outcome ${state}"><span class="mark" aria-hidden="true">${mark}</span>
      <h1>${title}</h1><p class="text">${text}</p>${amount}
    </section>
    <section class="actions">${back}</section>`
}

function page(title: string, head: string, main: string): string {
  return `<!doctype html>
<html lang="zh-CN">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
  <meta name="color-scheme" content="light dark">
  ${head}
  <title>${escapeHtml(title)}</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="/assets/theme.css">
  <link rel="stylesheet" href="/assets/cashier.css">
  <link rel="stylesheet" href="/assets/alipay.css">
  <script src="/assets/cashier.js" defer></script>
</head>
<body>
  <main class="cashier alipay">
    <header><span class="title">支付宝收银台</span><span class="badge">模拟 · 不会真的扣款</span></header>${main}
  </main>
</body>
</html>
`
}

export function alipayCashierPage(view: AlipayCashierView): string {
  const { state, trade, returnTo, merchantName } = view
  const seconds = RETURN_AFTER_SECONDS[state]
  const refresh =
    seconds === undefined || returnTo === null
      ? ''
      : `<meta http-equiv="refresh" content="${seconds};url=${escapeHtml(returnTo)}">`
  const main =
    state === 'payable' && trade !== null
      ? payableHtml(view, trade)
      : outcomeHtml(view, state === 'payable' ? 'unknown' : state)
  return page(`支付宝收银台（模拟） · ${merchantName}`, refresh, main)
}

/** What the buyer sees instead of a cashier when the merchant's request is refused. */
export function refusalPage(refusal: AlipayRefusal): string {
  return page(
    '支付宝（模拟）',
    '',
    `
    <section class="card outcome closed"><span class="mark" aria-hidden="true">!</span>
      <h1>无法付款</h1><p class="text">${escapeHtml(refusal.message)}</p>
      <p class="hint" id="code">${escapeHtml(refusal.subCode)}</p>
    </section>`,
  )
}
