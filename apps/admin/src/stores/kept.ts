const PREFIX = 'jishi.admin.'

const storage = (): Storage | undefined => {
  try {
    return globalThis.localStorage
  } catch {
    // A browser that forbids storage still has to work; the choice then lasts until the tab is closed.
    return undefined
  }
}

export interface Kept<T extends string> {
  read(): T
  write(value: T): void
}

/** A choice this browser remembers. Anything else found in its place counts as the default. */
export const kept = <T extends string>(name: string, allowed: readonly T[], otherwise: T): Kept<T> => ({
  read: () => {
    const found = storage()?.getItem(PREFIX + name)
    return allowed.find((value) => value === found) ?? otherwise
  },
  write: (value) => {
    try {
      storage()?.setItem(PREFIX + name, value)
    } catch {
      // A full or forbidden storage loses the memory of the choice, never the choice.
    }
  },
})
