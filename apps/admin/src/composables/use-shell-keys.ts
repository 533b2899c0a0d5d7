import { onBeforeUnmount, onMounted, shallowRef } from 'vue'

const WRITABLE = 'input, textarea, select, [contenteditable="true"]'

/** Whether what can be opened from everywhere is open: shared, so that a button may open what a key opens. */
export const paletteOpen = shallowRef(false)
export const sheetOpen = shallowRef(false)

const writing = (target: EventTarget | null): boolean => target instanceof Element && target.closest(WRITABLE) !== null

/** Ctrl K or ⌘ K opens the palette from anywhere, even while writing; ? shows the keys where nothing is written. */
export const useShellKeys = (): void => {
  const pressed = (event: KeyboardEvent): void => {
    if (event.isComposing) return
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
      event.preventDefault()
      sheetOpen.value = false
      paletteOpen.value = !paletteOpen.value
    } else if (event.key === '?' && !writing(event.target) && !paletteOpen.value) {
      event.preventDefault()
      sheetOpen.value = true
    }
  }
  onMounted(() => document.addEventListener('keydown', pressed))
  onBeforeUnmount(() => document.removeEventListener('keydown', pressed))
}
