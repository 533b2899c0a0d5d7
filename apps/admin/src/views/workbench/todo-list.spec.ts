import type { Todos } from '@jishi/contracts/insight/insight.schema'
import { describe, expect, it } from 'vitest'
import { todoList } from './todo-list'

const NOW = '2026-11-22T07:10:00.000Z'
const none: Todos = {
  ...{ toShip: 0, oldestPaidAt: null, shipOverdue: 0, closingSoon: 0, undelivered: 0, problemParcels: 0 },
  ...{ platformReports: 0, stuckRefunds: 0, closing: 0, unknownPayments: 0, incidents: 0, lowStock: 0, drafts: 0 },
  ...{ afterSales: 0, afterSalesDueAt: null, arbitrations: 0, reviewsWaiting: 0, reviewsAppealed: 0 },
  ...{ feedbacks: 0, feedbacksDueAt: null, invoices: 0, invoicesDueAt: null, shelfRefused: 0, permitsExpiring: 0 },
}
const one = (key: string, over: Partial<Todos>) => todoList({ ...none, ...over }, NOW).find((todo) => todo.key === key)

describe('the list of what waits', () => {
  it('shows every number once', () => {
    const keys = todoList(none, NOW).map(({ key }) => key)
    const times = ['oldestPaidAt', 'afterSalesDueAt', 'feedbacksDueAt', 'invoicesDueAt', 'unknownPayments']
    expect([...keys].sort()).toEqual(
      Object.keys(none)
        .filter((key) => !times.includes(key))
        .sort(),
    )
  })

  it('leaves out what an operator may not see, and knows nothing before the shop has answered', () => {
    expect(one('reviewsWaiting', { reviewsWaiting: null })).toBeUndefined()
    expect(todoList(undefined, '').every(({ count, note }) => count === undefined && note === '')).toBe(true)
  })

  it('says when the first falls due, and turns red once it is late', () => {
    const soon = one('afterSales', { afterSales: 3, afterSalesDueAt: '2026-11-22T10:20:00.000Z' })
    expect(soon).toMatchObject({ note: '最近一个 3 小时后到期', alarming: false })
    const late = one('feedbacks', { feedbacks: 1, feedbacksDueAt: '2026-11-22T06:00:00.000Z' })
    expect(late).toMatchObject({ note: '已超时 1 小时', alarming: true })
    expect(one('invoices', { invoices: 1 })).toMatchObject({ note: '', alarming: false })
  })

  it('has a note only where something waits', () => {
    expect(one('stuckRefunds', {})?.note).toBe('')
    expect(one('stuckRefunds', { stuckRefunds: 2 })?.note).not.toBe('')
  })
})
