import { onBeforeUnmount, onMounted } from 'vue'
import { ScanStream } from './scan-stream'

const WRITABLE = 'input, textarea, select, [contenteditable="true"]'

/**
 * Hears a scanner wherever the focus is, before anything else does: its signs are no shortcuts, and its Enter presses no button.
 * What comes into a field is that field's own.
 */
export const useScanner = (take: (code: string) => void): void => {
  const stream = new ScanStream()
  const pressed = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.target instanceof Element && event.target.closest(WRITABLE) !== null) return
    const code = stream.press(event, event.timeStamp)
    if (code === undefined && !stream.running) return
    event.preventDefault()
    event.stopPropagation()
    if (code !== undefined) take(code)
  }
  onMounted(() => globalThis.addEventListener('keydown', pressed, true))
  onBeforeUnmount(() => globalThis.removeEventListener('keydown', pressed, true))
}
