import { escapeHtml } from '../cashier/cashier.page.js'
import type { Person } from './records.js'

export interface ChoiceView {
  merchantName: string
  /** The address that asked, with its query: the form is posted there. */
  wish: string
  offered: readonly Person[]
  chosen: Person | null
}

function page(title: string, head: string, main: string): string {
  return `<!doctype html>
<html lang="zh-CN">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
  <meta name="color-scheme" content="light dark">
  ${head}
  <title>${title}</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="/assets/theme.css">
  <link rel="stylesheet" href="/assets/cashier.css">
  <script src="/assets/cashier.js" defer></script>
</head>
<body>
  <main class="cashier">
    <header><span class="title">微信授权</span><span class="badge">本机模拟 · 不连微信</span></header>${main}
  </main>
</body>
</html>
`
}

function nameOf({ phone, unionid }: Person): string {
  return phone === null ? `微信用户 ${unionid.slice(-4)}` : `${phone.slice(0, 3)}****${phone.slice(-4)}`
}

function choiceHtml(value: string, label: string, checked: boolean): string {
  return `
        <label class="person"><input type="radio" name="person" value="${escapeHtml(value)}"${checked ? ' checked' : ''}>
          <span>${escapeHtml(label)}</span></label>`
}

export function choicePage({ merchantName, wish, offered, chosen }: ChoiceView): string {
  const preferred = chosen ?? offered[0] ?? null
  const shown = chosen === null ? offered : [chosen, ...offered.filter(({ unionid }) => unionid !== chosen.unionid)]
  const known = shown.map((person) => choiceHtml(person.unionid, nameOf(person), person === preferred))
  return page(
    '微信授权',
    '',
    `
    <form method="post" action="${escapeHtml(wish)}">
      <section class="card bill">
        <div class="payee"><span class="avatar" aria-hidden="true">${escapeHtml(merchantName.slice(1, 2) || '店')}</span>
          <span class="payee-name">${escapeHtml(merchantName)} 想知道你是谁</span></div>
        <fieldset class="people"><legend>这台手机上的微信是</legend>${known.join('')}${choiceHtml('', '新的微信用户', preferred === null)}
        </fieldset>
        <label class="phone">或按手机号 <input name="phone" inputmode="numeric" maxlength="11" pattern="1[3-9][0-9]{9}" placeholder="可不填" autocomplete="off"></label>
      </section>
      <section class="actions"><button class="pay" id="authorise">授权登录</button></section>
    </form>`,
  )
}

export function departurePage(address: string): string {
  const target = escapeHtml(address)
  return page(
    '正在返回',
    `<meta http-equiv="refresh" content="0;url=${target}">`,
    `
    <section class="card outcome paid"><span class="mark" aria-hidden="true">✓</span><h1>已授权</h1>
      <p class="text">正在回到商家页面</p></section>
    <section class="actions"><a class="pay" id="back" href="${target}">返回商家</a></section>`,
  )
}

export function refusalPage(reason: string): string {
  return page(
    '无法授权',
    '',
    `
    <section class="card outcome unknown"><span class="mark" aria-hidden="true">!</span><h1>无法授权</h1>
      <p class="text">${escapeHtml(reason)}</p></section>`,
  )
}
