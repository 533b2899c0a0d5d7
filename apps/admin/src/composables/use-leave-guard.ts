import { onBeforeUnmount, onMounted } from 'vue'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'
import { askFirst } from './ask-first'

/** Whether work may be left: yes when nothing is unsaved, else as its owner says. */
export const mayLeave = async (unsaved: boolean, ask: () => Promise<boolean>): Promise<boolean> => !unsaved || ask()

/** Asks before unsaved work is left, on the way to another room and when the tab is closed. */
export const useLeaveGuard = (unsaved: () => boolean, question: () => string): void => {
  const guard = (): Promise<boolean> => mayLeave(unsaved(), () => askFirst(question()))
  const closing = (event: BeforeUnloadEvent): void => {
    if (unsaved()) event.preventDefault()
  }
  onBeforeRouteLeave(guard)
  onBeforeRouteUpdate((to, from) => to.path === from.path || guard())
  onMounted(() => globalThis.addEventListener('beforeunload', closing))
  onBeforeUnmount(() => globalThis.removeEventListener('beforeunload', closing))
}
