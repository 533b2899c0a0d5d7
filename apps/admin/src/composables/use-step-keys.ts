import { onBeforeUnmount, onMounted } from 'vue'
import { meaningOf } from './use-list-keys'

/** On the page of one thing of a list: J goes to the next one, K to the one before. */
export const useStepKeys = (step: (where: 'previous' | 'next') => void): void => {
  const pressed = (event: KeyboardEvent): void => {
    const meaning = meaningOf(event)
    if (meaning !== 'down' && meaning !== 'up') return
    event.preventDefault()
    step(meaning === 'down' ? 'next' : 'previous')
  }
  onMounted(() => document.addEventListener('keydown', pressed))
  onBeforeUnmount(() => document.removeEventListener('keydown', pressed))
}
