import { computed, shallowRef, type Ref } from 'vue'

/** The rows chosen on this page. What is out of sight is not chosen. */
export const usePicked = <Row extends { id: string }>(rows: Ref<readonly Row[]>) => {
  const ids = shallowRef<ReadonlySet<string>>(new Set())
  const picked = computed(() => rows.value.filter(({ id }) => ids.value.has(id)))
  const pick = (id: string): void => {
    const next = new Set(picked.value.map((row) => row.id))
    if (!next.delete(id)) next.add(id)
    ids.value = next
  }
  const whole = computed(() => rows.value.length > 0 && picked.value.length === rows.value.length)
  const none = (): void => {
    ids.value = new Set()
  }
  const pickAll = (): void => {
    ids.value = whole.value ? new Set() : new Set(rows.value.map(({ id }) => id))
  }
  return { picked, whole, has: (id: string): boolean => ids.value.has(id), pick, pickAll, none }
}
