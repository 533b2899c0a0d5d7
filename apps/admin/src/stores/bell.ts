import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import { kept } from './kept'

export const BELLS = ['off', 'on'] as const
export type Bell = (typeof BELLS)[number]
/** What is rung for. */
export const NEWS = ['order', 'afterSale'] as const
export type News = (typeof NEWS)[number]
export type Unseen = Readonly<Record<News, number>>

const NOTHING: Unseen = { order: 0, afterSale: 0 }

/** Whether what comes in is heard here, as each operator has it, and how much came in since somebody last touched the page. */
export const useBell = defineStore('bell', () => {
  const bell = shallowRef<Bell>('off')
  const unseen = shallowRef(NOTHING)
  let stored = kept('bell', BELLS, 'off')

  const seen = (): void => {
    unseen.value = NOTHING
  }
  /** Two people at one browser each keep their own. */
  const of = (operatorId: string): void => {
    stored = kept(`bell.${operatorId}`, BELLS, 'off')
    bell.value = stored.read()
    seen()
  }
  const choose = (chosen: Bell): void => {
    bell.value = chosen
    stored.write(chosen)
  }
  const came = (news: News, n: number): void => {
    unseen.value = { ...unseen.value, [news]: unseen.value[news] + n }
  }
  return { bell, unseen, of, choose, came, seen }
})
