import { IMPORT_STATES, type ImportState } from '@jishi/contracts/catalog/product-import.terms'
import { defineLife } from '@jishi/kernel/life'

export interface ImportFacts {
  /** Every product of the file has its verdict. */
  readonly checked: boolean
  /** Products that are to be written and are not yet. */
  readonly wanting: number
}

/** From a file to products. Applying asks for a person who has seen the verdicts, and goes on where it was stopped. */
export const importLife = defineLife<
  ImportState,
  'check' | 'refuse' | 'offer' | 'apply' | 'finish' | 'stop',
  ImportFacts
>({
  name: 'product import',
  refusal: 'IMPORT_ACTION_NOT_ALLOWED',
  states: IMPORT_STATES,
  initial: 'reading',
  terminal: ['done', 'refused'],
  actions: {
    refuse: { from: ['reading'], to: 'refused', actor: 'system', note: 'the file as a whole cannot be read' },
    check: { from: ['reading'], to: 'checking', actor: 'system', note: 'every row is staged' },
    offer: { from: ['checking'], to: 'ready', actor: 'system', note: 'every product has its verdict' },
    apply: {
      from: ['ready', 'stopped'],
      to: 'applying',
      actor: 'operator',
      guard: ({ checked, wanting }) => (checked ? wanting > 0 || 'nothing to write' : 'not checked to the end'),
    },
    finish: { from: ['applying'], to: 'done', actor: 'system' },
    stop: { from: ['reading', 'checking', 'applying'], to: 'stopped', actor: 'operator' },
  },
  labels: {
    reading: '读取中',
    checking: '检查中',
    ready: '待导入',
    applying: '导入中',
    done: '已完成',
    stopped: '已停止',
    refused: '文件有误',
  },
})
