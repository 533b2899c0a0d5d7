import { onBeforeUnmount, onMounted } from 'vue'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'

/** Whether work may be left: yes when nothing is unsaved, else as its owner says. */
export const mayLeave = (unsaved: boolean, ask: () => boolean): boolean => !unsaved || ask()

/** Asks before unsaved work is left, on the way to another room and when the tab is closed. */
export const useLeaveGuard = (unsaved: () => boolean, question: () => string): void => {
  const guard = (): boolean => mayLeave(unsaved(), () => globalThis.confirm(question()))
  const closing = (event: BeforeUnloadEvent): void => {
    if (unsaved()) event.preventDefault()
  }
  onBeforeRouteLeave(guard)
  onBeforeRouteUpdate((to, from) => to.path === from.path || guard())
  onMounted(() => globalThis.addEventListener('beforeunload', closing))
  onBeforeUnmount(() => globalThis.removeEventListener('beforeunload', closing))
}
