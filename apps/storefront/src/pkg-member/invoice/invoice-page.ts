import type { OwnInvoice, TitleView } from '@jishi/contracts/invoice/invoice.schema'
import { computed, ref, type ComputedRef } from 'vue'
import { api, named, openFile } from '@/api'
import { useLoad } from '@/composables/load'
import { copyText, toast } from '@/composables/toast'
import { useActionKey } from '@/composables/action-key'
import { t } from './copy'
import { isEmail, refusalOf } from './holder'

/** One press at a time on an invoice; what it came to is said, and the page asks again. */
const useAct = (newest: ComputedRef<OwnInvoice | null>, again: () => void) => {
  const busy = ref(false)
  const act = async (run: (invoice: OwnInvoice) => Promise<string>): Promise<boolean> => {
    const invoice = newest.value
    if (!invoice || busy.value) return false
    busy.value = true
    try {
      toast(await run(invoice))
      return true
    } catch (error) {
      toast(refusalOf(error))
      return false
    } finally {
      busy.value = false
      again()
    }
  }
  return { busy, act }
}

/** The invoices of one order: asking, and what may be done with the newest. */
export const useInvoicePage = (orderId: () => string) => {
  const loaded = useLoad(async () => {
    const params = { id: named(orderId()) }
    const [order, titles] = await Promise.all([api.invoice.ofOrder({ params }), api.invoice.titles()])
    return { ...order, titles: titles.items as TitleView[] }
  })
  const writing = ref(false)
  const keyOf = useActionKey()
  const newest = computed<OwnInvoice | null>(() => loaded.value.value?.items[0] ?? null)
  const may = (action: OwnInvoice['allowedActions'][number]): boolean =>
    newest.value !== null && newest.value.allowedActions.indexOf(action) >= 0
  const { busy, act } = useAct(newest, () => void loaded.run())

  return {
    loaded,
    busy,
    writing,
    newest,
    may,
    done(): void {
      writing.value = false
      void loaded.run()
    },
    withdraw: () =>
      act(async ({ id }) => {
        await api.invoice.withdraw({ params: { id }, idempotencyKey: keyOf(['withdraw', id]) })
        return t('invoice.withdrawn')
      }),
    resend(email: string): Promise<boolean> {
      if (!isEmail(email)) {
        toast(t('invoice.wrong.email'))
        return Promise.resolve(false)
      }
      return act(async ({ id, resendAskedAt }) => {
        const idempotencyKey = keyOf(['resend', id, email, resendAskedAt])
        await api.invoice.resend({ params: { id }, body: { email }, idempotencyKey })
        return t('invoice.resendSent')
      })
    },
    download: () =>
      act(async ({ id, document, blue }) => {
        if (!document?.type) {
          await copyText(document?.link ?? '')
          return t('common.copied')
        }
        const kept = await openFile(`/api/shop/invoices/${id}/document`, `${blue?.number ?? id}.${document.type}`)
        return t(kept ? 'invoice.downloaded' : 'invoice.cannotOpen')
      }),
  }
}
