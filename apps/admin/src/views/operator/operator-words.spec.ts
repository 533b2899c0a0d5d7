import { PERMISSIONS } from '@jishi/contracts/identity/identity.terms'
import { describe, expect, it } from 'vitest'
import { accountFaults, passwordFaults, permissionGroups } from './operator-words'

describe('the matrix of permissions', () => {
  it('shows each permission once, with a title and a note, under a named group', () => {
    const groups = permissionGroups()
    expect(groups.flatMap(({ items }) => items.map(({ code }) => code)).sort()).toEqual([...PERMISSIONS].sort())
    for (const { name, items } of groups) {
      expect(name).toBeTruthy()
      for (const { title, note } of items) expect([title, note].every((text) => text !== '')).toBe(true)
    }
  })
})

describe('the forms', () => {
  it('tell what is wrong at its field', () => {
    expect(accountFaults('zhou.wu', '小周')).toEqual({ username: '', displayName: '' })
    expect(accountFaults('-zhou', ' ').username).not.toBe('')
    expect(accountFaults('zhou', ' ').displayName).not.toBe('')
    expect(passwordFaults('a-quiet-orchard', 'a-quiet-orchard')).toEqual({ next: '', again: '' })
    expect(passwordFaults('short', 'other').next).not.toBe('')
    expect(passwordFaults('a-quiet-orchard', 'a-quiet-garden').again).not.toBe('')
  })
})
