import {
  CHANNELS,
  emptyCard,
  element,
  faultCard,
  issuedCode,
  KINDS,
  messageCard,
  noticeCard,
  OPERATIONS,
  parcelCard,
  paymentCard,
  personCard,
} from './console-cards.js'

const API = '/console/api'
const POLL_MS = 2000

const byId = (id) => document.getElementById(id)
const shownJson = new Map()
let faults = []
let faultKinds = {}

async function call(method, path, body) {
  const answer = await fetch(`${API}${path}`, {
    method,
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  const json = text === '' ? null : JSON.parse(text)
  if (!answer.ok) throw new Error(json?.message ?? `${answer.status}`)
  return json
}

let toastTimer
function toast(text) {
  const box = byId('toast')
  box.textContent = text
  box.hidden = false
  clearTimeout(toastTimer)
  toastTimer = setTimeout(() => (box.hidden = true), 2200)
}

/** Replaces a list only when it has changed, so that focus and scroll stay where they are. */
function show(name, items, card, emptyText) {
  const json = JSON.stringify(items)
  if (shownJson.get(name) === json) return
  shownJson.set(name, json)
  byId(name).replaceChildren(...(items.length > 0 ? items.map(card) : [emptyCard(emptyText)]))
  document.querySelector(`[data-count="${name}"]`).textContent = items.length > 0 ? String(items.length) : ''
}

async function refresh() {
  const pulse = byId('pulse')
  try {
    const [payments, sms, parcels, people, notices, currentFaults, keyMode] = await Promise.all([
      call('GET', '/payments'),
      call('GET', '/sms'),
      call('GET', '/carrier/parcels'),
      call('GET', '/wechat/people'),
      call('GET', '/notifications'),
      call('GET', '/faults'),
      call('GET', '/wechat/key-mode'),
    ])
    faults = currentFaults
    show('payments', payments.items, paymentCard, '还没有付款。在店铺下单、选好支付方式，它就会出现在这里')
    show('sms', sms.items, messageCard, '还没有短信。在店铺登录时获取验证码，它就会出现在这里')
    show('parcels', parcels.items, parcelCard, '还没有包裹。在后台发货之后，店铺会请快递盯着它')
    show('people', people.items, personCard, '还没有人。取一个登录码，或在店铺里用微信登录')
    show('notices', notices.items, noticeCard, '还没有通知。付款或退款之后，网关会通知商家')
    show('faults', faults, faultCard, '一切正常，没有安排故障')
    if (document.activeElement !== byId('key-mode')) byId('key-mode').value = keyMode.mode
    pulse.className = 'pulse alive'
    pulse.textContent = '自动刷新'
  } catch {
    pulse.className = 'pulse'
    pulse.textContent = '连接不上，正在重试'
  }
}

async function act(work, done) {
  try {
    await work()
    if (done) toast(done)
  } catch (error) {
    toast(`没有成功：${error.message}`)
  }
  await refresh()
}

const DONE = { pay: '已支付，正在通知商家', cancel: '已取消', 'pay-late': '已支付，正在通知商家' }

async function takeCode(wanted) {
  const issued = await call('POST', '/wechat/codes', wanted)
  byId('issued-code').replaceChildren(issuedCode(issued))
  byId('issued-code').hidden = false
}

function onListClick(event) {
  const target = event.target.closest('button')
  if (!target) return
  const { payment, act: name, copy, notice, times, unfault, person, kind, parcel, step } = target.dataset
  if (payment) void act(() => call('POST', `/payments/${encodeURIComponent(payment)}/${name}`), DONE[name])
  if (copy) void act(() => navigator.clipboard.writeText(copy), `${copy} 已复制`)
  if (parcel)
    void act(
      () => call('POST', `/carrier/parcels/${encodeURIComponent(parcel)}/move`, step ? { step } : {}),
      '已告诉店铺',
    )
  if (person) void act(() => takeCode({ unionid: person, kind }))
  if (notice)
    void act(() => call('POST', `/notifications/${notice}/send`, { times: Number(times) }), `已发送 ${times} 次`)
  if (unfault)
    void act(
      () =>
        call(
          'PUT',
          '/faults',
          faults.filter((_, index) => index !== Number(unfault)),
        ),
      '已撤销',
    )
}

function fillKinds(form) {
  const [channel, operation] = form.elements.operation.value.split(' ')
  const kinds = faultKinds[channel]?.[operation] ?? []
  form.elements.kind.replaceChildren(...kinds.map((kind) => element('option', { value: kind }, KINDS[kind] ?? kind)))
}

async function prepareFaultForm() {
  const form = byId('fault-form')
  faultKinds = await call('GET', '/fault-kinds')
  form.elements.operation.replaceChildren(
    ...Object.entries(faultKinds).map(([channel, operations]) =>
      element(
        'optgroup',
        { label: CHANNELS[channel] ?? channel },
        ...Object.keys(operations).map((operation) =>
          element('option', { value: `${channel} ${operation}` }, OPERATIONS[operation] ?? operation),
        ),
      ),
    ),
  )
  form.elements.operation.value = 'wechat notify'
  fillKinds(form)
  form.elements.operation.addEventListener('change', () => fillKinds(form))
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const [channel, operation] = form.elements.operation.value.split(' ')
    const text = form.elements.value.value.trim()
    const value = text === '' ? null : Number.isFinite(Number(text)) ? Number(text) : text
    const fault = {
      channel,
      operation,
      kind: form.elements.kind.value,
      times: Number(form.elements.times.value),
      value,
    }
    void act(() => call('PUT', '/faults', [...faults, fault]), '已安排')
  })
}

/** On a phone one section shows at a time; `#sms` and its like in the address choose it. */
function prepareTabs() {
  const tabs = [...document.querySelectorAll('[data-tab]')]
  const choose = (name) => {
    for (const tab of tabs) tab.setAttribute('aria-pressed', String(tab.dataset.tab === name))
    document.querySelector('main').dataset.shown = name
  }
  for (const tab of tabs) tab.addEventListener('click', () => (location.hash = tab.dataset.tab))
  const follow = () => choose(tabs.find((tab) => `#${tab.dataset.tab}` === location.hash)?.dataset.tab ?? 'payments')
  addEventListener('hashchange', follow)
  follow()
}

document.querySelector('main').addEventListener('click', onListClick)
byId('key-mode').addEventListener('change', (event) => {
  const mode = event.target.value
  event.target.blur()
  void act(() => call('PUT', '/wechat/key-mode', { mode }), '应答密钥已切换')
})
byId('code-form').addEventListener('submit', (event) => {
  event.preventDefault()
  const { kind, phone } = event.target.elements
  const given = phone.value.trim()
  void act(() => takeCode({ kind: kind.value, ...(given === '' ? {} : { phone: given }) }))
})
byId('forget').addEventListener('click', () => {
  const forget = () => fetch('/connect/oauth2/authorize/forget', { method: 'POST' })
  void act(forget, '下次网页授权时会再问是谁')
})
byId('reset').addEventListener('click', () => {
  if (confirm('清空所有付款、短信、微信用户、通知和故障？')) void act(() => call('POST', '/reset'), '已清空')
})
prepareTabs()
void prepareFaultForm().catch(() => toast('故障清单没有读到'))

async function poll() {
  if (!document.hidden) await refresh()
  setTimeout(poll, POLL_MS)
}
void poll()
