import { onBeforeUnmount, onMounted } from 'vue'

/** Runs when Escape is pressed and neither a field nor something laid over the page answers it first. */
export const useEscape = (leave: () => void): void => {
  const pressed = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return
    if (event.target instanceof Element && event.target.closest('input, textarea, [role="dialog"]') !== null) return
    const overlaid = [...document.querySelectorAll('.el-overlay, .el-popper')].some(
      (element) => element.getClientRects().length > 0,
    )
    if (!overlaid) leave()
  }
  onMounted(() => document.addEventListener('keydown', pressed))
  onBeforeUnmount(() => document.removeEventListener('keydown', pressed))
}
