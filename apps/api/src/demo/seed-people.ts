import { present } from '@jishi/kernel/assert'
import { addMinutes, type Instant } from '@jishi/kernel/time'
import type { Id } from '@jishi/kernel/id'
import { Database } from '../infra/database/database.js'
import { IdentityFacade } from '../modules/identity/index.js'
import { SettingsFacade } from '../modules/settings/index.js'
import type { DemoStep, DemoWork } from './demo-step.js'
import { openingTime } from './plan.js'
import type { DemoPerson } from './shop-files.js'
import { addressesThere, type KnownAddress } from './what-is-there.js'

/** A person of the files who has become a member. */
export interface Buyer {
  readonly memberId: Id<'member'>
  readonly addresses: readonly KnownAddress[]
}

const MINUTES_BEFORE_ORDER = 12

/** Somebody signs up shortly before ordering for the first time. */
const joiningTime = ({ plan }: DemoWork, position: number): Instant => {
  const first = plan.find(({ member }) => member === position)
  return first === undefined ? openingTime(plan) : addMinutes(first.placedAt, -MINUTES_BEFORE_ORDER)
}

const addAddresses = async (
  work: DemoWork,
  memberId: Id<'member'>,
  { name, phone, addresses }: DemoPerson,
): Promise<void> => {
  const identity = work.app.get(IdentityFacade)
  const database = work.app.get(Database)
  const there = await addressesThere(database, memberId)
  await database.transaction(async (tx) => {
    for (const [position, address] of addresses.entries()) {
      if (position < there.length) continue
      await identity.addAddress(tx, memberId, { ...address, receiver: name, phone, isDefault: position === 0 })
    }
  })
}

/** Everybody of the files, made where missing; the order is that of the files. */
export const buyersOf = async (work: DemoWork): Promise<Buyer[]> => {
  const { app, clock, shop } = work
  const database = app.get(Database)
  const identity = app.get(IdentityFacade)
  const { version: consentVersion } = await app.get(SettingsFacade).get('policies')
  const buyers: Buyer[] = []
  for (const [position, person] of shop.people.entries()) {
    const displayName = present(person.name.slice(1), 'a given name')
    const member = { phone: person.phone, displayName, consentVersion }
    await clock.at(joiningTime(work, position), async () => {
      const memberId = await database.transaction((tx) => identity.registerMember(tx, member))
      await addAddresses(work, memberId, person)
      buyers.push({ memberId, addresses: await addressesThere(database, memberId) })
    })
  }
  return buyers
}

export const seedPeople: DemoStep = {
  name: '会员与地址',
  async run(work) {
    await buyersOf(work)
  },
}

/**
 * Everybody came back with the phone in hand. Without this the first buyers would be taken for people who gave
 * their number up ninety days ago, and nobody could try the shop as one of them.
 */
export const seedReturns: DemoStep = {
  name: '回头客',
  async run(work) {
    const { app, clock, plan, record, shop } = work
    const identity = app.get(IdentityFacade)
    for (const [position, { memberId }] of (await buyersOf(work)).entries()) {
      const latest = plan.findLast(({ member }) => member === position)?.placedAt ?? record.livedUntil
      const { phone } = present(shop.people[position], 'a person of the files')
      await clock.at(addMinutes(latest, -MINUTES_BEFORE_ORDER), () =>
        app.get(Database).transaction((tx) => identity.phoneProven(tx, memberId, phone)),
      )
    }
  },
}
