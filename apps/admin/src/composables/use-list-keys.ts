import { onBeforeUnmount, onMounted, shallowRef, watch, type Ref } from 'vue'
import { listKey, stepped, type ListKey, type Pressed } from './list-keys'

export interface ListKeyTargets {
  rows: Ref<readonly unknown[]>
  search(): void
  open(index: number): void
  /** Only where rows can be chosen for something. */
  pick?(index: number): void
}

/** These mean the row that is chosen, so without one they mean nothing. */
const ofOneRow: ReadonlySet<ListKey> = new Set(['open', 'pick'])
const WRITABLE = 'input, textarea, select, [contenteditable="true"]'
const CONTROL = 'a[href], button, [role="tab"], [role="menuitem"]'

/** A dialog, a drawer or an open menu owns the keyboard while it is there. */
const somethingOpen = (): boolean =>
  [...document.querySelectorAll<HTMLElement>('[role="dialog"], .el-popper')].some(
    (element) => element.getClientRects().length > 0 && element.getAttribute('aria-hidden') !== 'true',
  )

const takenBy = (target: EventTarget | null): Pressed['taken'] => {
  if (!(target instanceof Element)) return 'no'
  if (target.closest(WRITABLE) !== null || somethingOpen()) return 'all'
  return target.closest(CONTROL) === null ? 'no' : 'control'
}

/** What a press means where a list is at hand; nothing while somebody writes or a dialog is open. */
export const meaningOf = (event: KeyboardEvent): ListKey | undefined => {
  if (event.defaultPrevented || event.isComposing) return undefined
  const modified = event.ctrlKey || event.metaKey || event.altKey
  return listKey({ key: event.key, modified, taken: takenBy(event.target) })
}

/** `/` searches, J and K choose a row, Enter opens it, X picks it. */
export const useListKeys = ({ rows, search, open, pick }: ListKeyTargets): { active: Ref<number> } => {
  const active = shallowRef(-1)
  watch(rows, () => (active.value = -1))

  const act = (meaning: ListKey): void => {
    if (meaning === 'search') search()
    else if (meaning === 'open') open(active.value)
    else if (meaning === 'pick') pick?.(active.value)
    else active.value = stepped(active.value, meaning === 'down' ? 1 : -1, rows.value.length)
  }
  const pressed = (event: KeyboardEvent): void => {
    const meaning = meaningOf(event)
    if (meaning === undefined || (ofOneRow.has(meaning) && active.value < 0)) return
    event.preventDefault()
    act(meaning)
  }
  onMounted(() => document.addEventListener('keydown', pressed))
  onBeforeUnmount(() => document.removeEventListener('keydown', pressed))
  return { active }
}
