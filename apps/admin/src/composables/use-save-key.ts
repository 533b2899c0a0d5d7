import { onBeforeUnmount, onMounted } from 'vue'

/** ⌘S or Ctrl S saves, wherever the cursor stands. */
export const useSaveKey = (save: () => void): void => {
  const pressed = (event: KeyboardEvent): void => {
    if (event.key.toLowerCase() !== 's' || !(event.metaKey || event.ctrlKey) || event.altKey) return
    event.preventDefault()
    if (!event.repeat) save()
  }
  onMounted(() => document.addEventListener('keydown', pressed))
  onBeforeUnmount(() => document.removeEventListener('keydown', pressed))
}
