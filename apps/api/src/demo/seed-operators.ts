import { addDays } from '@jishi/kernel/time'
import { Database } from '../infra/database/database.js'
import { IdentityFacade } from '../modules/identity/index.js'
import { newDemoPassword, type DemoOperator } from './demo-file.js'
import type { DemoStep } from './demo-step.js'
import { openingTime } from './plan.js'
import { operatorsThere } from './what-is-there.js'

const OPERATORS = [
  { username: 'owner', displayName: '林店长', role: 'owner' },
  { username: 'clerk', displayName: '小周', role: 'clerk' },
] as const

const DAYS_BEFORE_OPENING = 10

/** Random for every data directory; written down before the operators exist, so that no password is ever lost. */
export const newDemoOperators = (): DemoOperator[] =>
  OPERATORS.map(({ username, role }) => ({ username, role, password: newDemoPassword() }))

export const seedOperators: DemoStep = {
  name: '运营账号',
  async run({ app, clock, record, plan }) {
    const database = app.get(Database)
    const identity = app.get(IdentityFacade)
    const there = await operatorsThere(
      database,
      record.operators.map(({ username }) => username),
    )
    for (const { username, password, role } of record.operators) {
      if (there.has(username)) continue
      const displayName = OPERATORS.find((each) => each.username === username)?.displayName ?? username
      const operator = { username, displayName, password, roles: [role] }
      await clock.at(addDays(openingTime(plan), -DAYS_BEFORE_OPENING), () =>
        database.transaction((tx) => identity.createOperator(tx, operator)),
      )
    }
  },
}
