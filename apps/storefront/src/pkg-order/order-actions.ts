import type { OrderView } from '@jishi/contracts/order/order.schema'
import type { OrderAction } from '@jishi/contracts/order/order.terms'
import { MEMBER_CANCEL_REASONS, type MemberCancelReason } from '@jishi/contracts/order/shop-change.terms'
import { computed, ref } from 'vue'
import { platform } from '#platform'
import { api, newActionKey, wordsOf } from '@/api'
import { places } from '@/composables/places'
import { toast, toastDone } from '@/composables/toast'
import { t } from './words/copy'
import { payOrChoose } from './paying-way'

interface Asked {
  action: keyof typeof WORDS
  id: string
  /** One key for this answer, kept while it is tried again. */
  key: string
}

const WORDS = {
  cancel: { title: 'order.cancelAsk', words: 'order.cancelText', yes: 'order.action.cancel', no: 'order.keep' },
  confirm_receipt: {
    title: 'order.confirmAsk',
    words: 'order.confirmText',
    yes: 'order.action.confirm_receipt',
    no: 'common.cancel',
  },
  extend_receipt: {
    title: 'order.extendAsk',
    words: 'order.extendText',
    yes: 'order.action.extend_receipt',
    no: 'common.cancel',
  },
  hide: { title: 'order.hideAsk', words: 'order.hideText', yes: 'order.action.hide', no: 'common.cancel' },
} as const

const WHYS = MEMBER_CANCEL_REASONS
const isWhy = (picked: string): picked is MemberCancelReason => (WHYS as readonly string[]).indexOf(picked) >= 0

const isAsked = (action: OrderAction): action is keyof typeof WORDS => action in WORDS

/** The goods into the cart again; what cannot be bought again is named. */
const buyAgain = async (id: string): Promise<void> => {
  const { added, missing } = await api.orderCentre.buyAgain({ params: { id }, idempotencyKey: newActionKey() })
  const names = missing.map(({ title }) => title).join('、')
  if (missing.length === 0) toastDone(t('order.againAll'))
  else toast(added > 0 ? t('order.againSome', { n: added, names }) : t('order.againNone', { names }))
  if (added > 0) places.cart()
}

/** What each answer does. `changed` gets the order as it then stands. */
const deedsOf = (changed: (order: OrderView | null) => void) => {
  const remind = async (id: string): Promise<void> => {
    changed(await api.orderCentre.remind({ params: { id }, idempotencyKey: newActionKey() }))
    toastDone(t('order.reminded'))
  }

  const cancel = async ({ id, key }: Asked, why: string): Promise<void> => {
    const body = isWhy(why) ? { why } : {}
    const order = await api.order.cancel({ params: { id }, body, idempotencyKey: key })
    changed(order)
    toast(t(order.state === 'closed' ? 'order.line.close' : 'order.cancelled'))
  }

  const confirm = async ({ id, key }: Asked): Promise<void> => {
    changed(await api.order.confirmReceipt({ params: { id }, idempotencyKey: key }))
    toastDone(t('order.confirmed'))
  }

  const extend = async ({ id, key }: Asked): Promise<void> => {
    changed(await api.orderCentre.extendReceipt({ params: { id }, idempotencyKey: key }))
    toastDone(t('order.extended'))
  }

  const hide = async ({ id }: Asked): Promise<void> => {
    changed(await api.orderCentre.hide({ params: { id } }))
    toast(t('order.hidden'))
  }

  return { remind, cancel, confirm_receipt: confirm, extend_receipt: extend, hide }
}

/** In WeChat its own component asks, and the shop asks WeChat what was answered. False where the shop's own dialog is to ask. */
const askedByWallet = async (id: string, changed: (order: OrderView | null) => void): Promise<boolean> => {
  if (platform.confirmReceipt === null) return false
  const { component } = await api.platformReports.receipt({ params: { id } })
  if (component === null || !(await platform.confirmReceipt(component))) return false
  changed(await api.platformReports.confirmReceipt({ params: { id }, idempotencyKey: newActionKey() }))
  toastDone(t('order.confirmed'))
  return true
}

/** Where nothing was opened the order is not what it was shown as: its price was changed, or somebody has paid it. */
const payOnTop = async (id: string, amountFen: number | undefined, changed: (order: null) => void): Promise<void> => {
  if ((await payOrChoose(id, 'over', amountFen)) === 'none') changed(null)
}

/** Paying, cancelling and confirming receipt, wherever an order is shown. `changed` gets the order as it then stands. */
export const useOrderActions = (changed: (order: OrderView | null) => void) => {
  const asked = ref<Asked | null>(null)
  const busy = ref(false)
  const deeds = deedsOf(changed)
  const dialog = computed(() => {
    if (!asked.value) return null
    const { title, words, yes, no } = WORDS[asked.value.action]
    const choices =
      asked.value.action === 'cancel' ? WHYS.map((why) => ({ key: why, word: t(`order.why.${why}`) })) : []
    return { title: t(title), words: t(words), yes: t(yes), no: t(no), choices }
  })

  const guarded = async (work: () => Promise<void>): Promise<void> => {
    if (busy.value) return
    busy.value = true
    try {
      await work()
    } catch (error) {
      toast(wordsOf(error))
      // A refusal usually means that the order has moved on meanwhile.
      changed(null)
    } finally {
      busy.value = false
    }
  }

  const ask = (action: keyof typeof WORDS, id: string): void => {
    asked.value = { action, id, key: newActionKey() }
  }
  const receive = async (id: string): Promise<void> => {
    if (!(await askedByWallet(id, changed))) ask('confirm_receipt', id)
  }

  /** `amountFen`: what whoever pays has read that is owed. */
  const act = (action: OrderAction, id: string, amountFen?: number): void => {
    if (action === 'pay') void guarded(() => payOnTop(id, amountFen, changed))
    else if (action === 'remind') void guarded(() => deeds.remind(id))
    else if (action === 'buy_again') void guarded(() => buyAgain(id))
    else if (action === 'confirm_receipt') void guarded(() => receive(id))
    else if (isAsked(action)) ask(action, id)
  }

  /** `picked` is the key of a choice, or empty: why an order is given up need not be said. */
  const answer = (yes: boolean, picked = ''): void => {
    const now = asked.value
    asked.value = null
    if (!yes || !now) return
    void guarded(() => deeds[now.action](now, picked))
  }

  /** Out of the recycle bin. */
  const restore = (id: string): void =>
    void guarded(async () => {
      changed(await api.orderCentre.restore({ params: { id } }))
      toast(t('order.restored'))
    })

  return { dialog, busy, act, answer, restore }
}
