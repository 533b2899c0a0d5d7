import { targetOf } from '@jishi/kernel/life'
import { expect, it } from 'vitest'
import { ORDER_STEPS } from '../../src/audit/invariants/order.js'
import { orderLife } from '../../src/modules/order/domain/order-life.js'

it('the audit knows exactly the steps of the life that the program runs', () => {
  const steps = Object.entries(orderLife.table.actions).flatMap(([action, rule]) =>
    rule.from.map((from) => [action, from, targetOf(rule, from)].join(' ')),
  )
  expect(ORDER_STEPS.map((step) => step.join(' ')).sort()).toEqual(steps.sort())
})
