import { computed } from 'vue'
import { isoOfShopTime } from '@/composables/shop-time'
import { t } from '@/copy'
import { ElMessage } from '@/element'
import type { useProductEditor } from './use-product-editor'
import { previewAddress } from './product-words'
import { binProduct, moveProduct, planProduct, previewPass, unplanProduct } from './use-shelf'

/** The ways of the product in hand: onto the shelf, off it, to its day, into the bin. What is unsaved is saved first. */
export const useEditorShelf = (
  editor: ReturnType<typeof useProductEditor>,
  settle: (saved: boolean) => Promise<boolean>,
  left: () => void,
) => {
  const { id, form, state, dirty, draft } = editor
  /** A day that lies ahead makes "put on the shelf" a plan. */
  const waits = computed(() => {
    const from = isoOfShopTime(draft.value.shelfFrom)
    return state.value !== 'on_shelf' && from !== undefined && Date.parse(from) > Date.now()
  })
  const again = (): void => void editor.load()
  const savedFirst = async (): Promise<string | undefined> => {
    if ((dirty.value || id.value === undefined) && !(await settle(await editor.save()))) return undefined
    return id.value
  }
  const toShelf = async (): Promise<void> => {
    const saved = await savedFirst()
    if (saved !== undefined) await moveProduct(saved, 'on_shelf', again)
    await settle(true)
  }
  const plan = async (): Promise<void> => {
    const saved = await savedFirst()
    const [shelfFrom, shelfUntil] = [isoOfShopTime(draft.value.shelfFrom), isoOfShopTime(draft.value.shelfUntil)]
    if (saved !== undefined)
      await planProduct(saved, { shelfFrom: shelfFrom ?? null, shelfUntil: shelfUntil ?? null }, again)
    await settle(true)
  }
  /** Another state than the one shown: what is typed stays, the buttons follow once it is saved or loaded. */
  const unlessTyped = (): void => void (dirty.value || editor.load())
  const offShelf = (): void => {
    if (id.value !== undefined) void moveProduct(id.value, 'off_shelf', unlessTyped)
  }
  const unplan = (): void => {
    if (dirty.value) ElMessage.warning(t('product.saveFirst'))
    else if (id.value !== undefined) void unplanProduct(id.value, again)
  }
  const toBin = (): void => {
    if (dirty.value) ElMessage.warning(t('product.saveFirst'))
    else if (form.value !== null) void binProduct(form.value.id, form.value.version, left)
  }
  /** What is unsaved is saved first: a preview shows what the shop keeps. The window is opened by the click itself, or it would be blocked. */
  const look = async (): Promise<void> => {
    const shown = window.open('', '_blank')
    const saved = await savedFirst()
    const pass = saved === undefined ? undefined : await previewPass(saved)
    if (saved === undefined || pass === undefined) shown?.close()
    else if (shown !== null) {
      shown.opener = null
      shown.location.href = previewAddress(saved, pass)
    }
    await settle(true)
  }
  return { look, waits, toShelf, plan, offShelf, unplan, toBin }
}
