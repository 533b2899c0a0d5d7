import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { kept } from './kept'

export const BELLS = ['off', 'on'] as const
export type Bell = (typeof BELLS)[number]

/** Whether a new order is heard here, as each operator has it, and how many came in since somebody last touched the page. */
export const useBell = defineStore('bell', () => {
  const bell = shallowRef<Bell>('off')
  const unseen = shallowRef(0)
  let stored = kept('bell', BELLS, 'off')

  /** Two people at one browser each keep their own. */
  const of = (operatorId: string): void => {
    stored = kept(`bell.${operatorId}`, BELLS, 'off')
    bell.value = stored.read()
    unseen.value = 0
  }
  const choose = (chosen: Bell): void => {
    bell.value = chosen
    stored.write(chosen)
  }
  return { bell, unseen, of, choose }
})
