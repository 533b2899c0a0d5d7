import type { VisitMemory } from '../types'

/** The browser may forbid its storage; then nothing is remembered, and whoever needs it says so. */
export const visit: VisitMemory = {
  read(key) {
    try {
      return window.sessionStorage.getItem(key)
    } catch {
      return null
    }
  },
  write(key, value) {
    try {
      window.sessionStorage.setItem(key, value)
    } catch {
      return
    }
  },
  remove(key) {
    try {
      window.sessionStorage.removeItem(key)
    } catch {
      return
    }
  },
}
