import { defineStore } from 'pinia'
import { computed, shallowRef, watchEffect } from 'vue'
import { kept } from './kept'

export const THEMES = ['auto', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const stored = kept('theme', THEMES, 'auto')

/** Light, dark, or as the system has it. The class on the root element is what every style goes by. */
export const useAppearance = defineStore('appearance', () => {
  const theme = shallowRef<Theme>(stored.read())
  const system = globalThis.matchMedia('(prefers-color-scheme: dark)')
  const systemDark = shallowRef(system.matches)
  system.addEventListener('change', (event) => (systemDark.value = event.matches))
  const dark = computed(() => theme.value === 'dark' || (theme.value === 'auto' && systemDark.value))

  watchEffect(() => document.documentElement.classList.toggle('dark', dark.value))

  const choose = (chosen: Theme): void => {
    theme.value = chosen
    stored.write(chosen)
  }
  return { theme, dark, choose }
})
