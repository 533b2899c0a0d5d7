import { onBeforeUnmount, shallowRef } from 'vue'
import { api } from '@/api'
import { useWrite } from '@/composables/use-write'

const SHOWN_MS = 60_000

/** One code at a time, for a minute, in this page alone: it is neither cached nor kept. */
export const useRevealedSecret = (productId: () => string) => {
  const shown = shallowRef<{ id: string; text: string } | null>(null)
  const { busy, error, write } = useWrite()
  let timer: ReturnType<typeof setTimeout> | undefined

  const hide = (): void => {
    clearTimeout(timer)
    shown.value = null
  }
  const reveal = async (secretId: string): Promise<void> => {
    hide()
    const params = { id: productId(), secretId }
    const revealed = await write(params, (idempotencyKey) => api.inventory.revealSecret({ params, idempotencyKey }))
    if (revealed === undefined) return
    shown.value = { id: secretId, text: revealed.text }
    timer = setTimeout(hide, SHOWN_MS)
  }
  onBeforeUnmount(hide)
  return { shown, error, busy, reveal, hide }
}
