import type { Todos } from '@jishi/contracts/insight/insight.schema'
import { instantOf } from '@jishi/kernel/time'
import type { RouteLocationRaw } from 'vue-router'
import { spanText } from '@/composables/shop-time'
import { t, type CopyKey } from '@/copy'

type TimeKey = 'oldestPaidAt' | 'afterSalesDueAt' | 'feedbacksDueAt' | 'invoicesDueAt'
export type TodoKey = Exclude<keyof Todos, TimeKey | 'unknownPayments'>

export interface Todo {
  readonly key: TodoKey
  readonly name: CopyKey
  readonly note: string
  /** Where those it counts are listed; what has no list of its own leads nowhere. */
  readonly to?: RouteLocationRaw
  /** Red where each one is already somebody's trouble. */
  readonly alarming?: boolean
  readonly count: number | undefined
}

type Plan = readonly [key: TodoKey, to?: RouteLocationRaw, alarming?: boolean]

const room = (name: string, query: Record<string, string> = {}): RouteLocationRaw => ({ name, query })

/** In the order of a day's work: what is paid, what follows it, what people wait for, what the shelves want. */
const PLANS: readonly Plan[] = [
  ['toShip', room('orders', { state: 'paid' })],
  ['shipOverdue', room('orders', { due: 'overdue' }), true],
  ['afterSales', room('after-sales', { tab: 'shop' })],
  ['arbitrations', room('after-sales', { tab: 'arbitration' }), true],
  ['stuckRefunds', room('orders', { due: 'refund_stuck' }), true],
  ['undelivered', room('orders', { due: 'undelivered' }), true],
  ['problemParcels', room('problem-parcels'), true],
  ['platformReports', room('platform-reports'), true],
  ['incidents', room('payment-incidents', { tab: 'open' }), true],
  ['closingSoon', room('orders', { due: 'closing_soon' })],
  ['closing', room('orders', { state: 'closing' })],
  ['feedbacks', room('feedbacks', { waiting: 'true' })],
  ['reviewsWaiting', room('reviews', { state: 'waiting' })],
  ['reviewsAppealed', room('reviews', { state: 'appealed' })],
  ['invoices', room('invoices', { toIssue: 'true' })],
  ['lowStock', room('products', { stock: 'low' })],
  ['shelfRefused', room('products', { shelf: 'refused' })],
  ['permitsExpiring', room('permits')],
  ['drafts', room('products', { state: 'draft' })],
]

/** The clock of whatever falls due first; a time that has passed says so. */
const firstDue = (dueAt: string | null, asOf: string): string => {
  if (dueAt === null) return ''
  if (instantOf(dueAt) <= instantOf(asOf)) return t('workbench.todo.late', { span: spanText(dueAt, asOf) })
  return t('workbench.todo.due', { span: spanText(asOf, dueAt) })
}

const NOTES: Partial<Record<TodoKey, (todos: Todos, asOf: string) => string>> = {
  toShip: ({ oldestPaidAt }, asOf) =>
    oldestPaidAt === null ? '' : t('workbench.todo.toShip.note', { wait: spanText(oldestPaidAt, asOf) }),
  closing: ({ unknownPayments }) => t('workbench.todo.closing.note', { n: unknownPayments ?? 0 }),
  afterSales: ({ afterSalesDueAt }, asOf) => firstDue(afterSalesDueAt, asOf),
  feedbacks: ({ feedbacksDueAt }, asOf) => firstDue(feedbacksDueAt, asOf),
  invoices: ({ invoicesDueAt }, asOf) => firstDue(invoicesDueAt, asOf),
}

const DUE: Partial<Record<TodoKey, TimeKey>> = {
  afterSales: 'afterSalesDueAt',
  feedbacks: 'feedbacksDueAt',
  invoices: 'invoicesDueAt',
}

/** Something of it should have been done by now. */
const isLate = (key: TodoKey, todos: Todos, asOf: string): boolean => {
  const dueAt = todos[DUE[key] ?? 'oldestPaidAt']
  return DUE[key] !== undefined && dueAt !== null && instantOf(dueAt) <= instantOf(asOf)
}

const noteOf = (key: TodoKey, todos: Todos, asOf: string): string =>
  NOTES[key]?.(todos, asOf) ?? t(`workbench.todo.${key}.note` as CopyKey)

/** Everything this operator may see; before the shop has answered, all of it without numbers. */
export const todoList = (todos: Todos | undefined, asOf: string): Todo[] =>
  PLANS.flatMap(([key, to, alarming]) => {
    const count = todos === undefined ? undefined : todos[key]
    if (count === null) return []
    const late = todos !== undefined && isLate(key, todos, asOf)
    return {
      key,
      name: `workbench.todo.${key}` as CopyKey,
      note: todos !== undefined && count !== undefined && count > 0 ? noteOf(key, todos, asOf) : '',
      ...(to === undefined ? {} : { to }),
      alarming: alarming === true || late,
      count,
    }
  })
