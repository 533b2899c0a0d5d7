import { targetOf } from '@jishi/kernel/life'
import { expect, it } from 'vitest'
import { ORDER_STEPS } from '../../src/audit/invariants/order.js'
import { PRICE_CHANGE_STEPS } from '../../src/audit/invariants/price.js'
import { orderLife } from '../../src/modules/order/domain/order-life.js'
import { priceChangeLife } from '../../src/modules/order/domain/price-change-life.js'

it('the audit knows exactly the steps of the life that the program runs', () => {
  const steps = Object.entries(orderLife.table.actions).flatMap(([action, rule]) =>
    rule.from.map((from) => [action, from, targetOf(rule, from)].join(' ')),
  )
  expect(ORDER_STEPS.map((step) => step.join(' ')).sort()).toEqual(steps.sort())
})

it('and of changes of price, which begin waiting or in force', () => {
  const { actions } = priceChangeLife.table
  const steps = Object.entries(actions).flatMap(([action, rule]) =>
    rule.from.map((from) => [action, from, targetOf(rule, from)].join(' ')),
  )
  const begun = ['propose  proposed', 'change  in_force']
  expect(PRICE_CHANGE_STEPS.map((step) => step.join(' ')).sort()).toEqual([...begun, ...steps].sort())
})
