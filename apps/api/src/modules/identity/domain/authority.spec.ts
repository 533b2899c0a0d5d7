import { describe, expect, it } from 'vitest'
import { covers, type Authority } from './authority.js'

const may = (...permissions: string[]): Authority => ({ everything: false, permissions: new Set(permissions) })
const owner: Authority = { everything: true, permissions: new Set() }

describe('who may manage whom', () => {
  it('an owner everybody, other owners included', () => {
    expect(covers(owner, owner)).toBe(true)
    expect(covers(owner, may('order.read', 'a.permission.of.tomorrow'))).toBe(true)
  })

  it('anybody else those who may do nothing more than they', () => {
    expect(covers(may('order.read', 'order.ship'), may('order.read'))).toBe(true)
    expect(covers(may('order.read'), may('order.read'))).toBe(true)
    expect(covers(may('order.read'), may())).toBe(true)
    expect(covers(may('order.read'), may('order.read', 'order.ship'))).toBe(false)
  })

  it('nobody but an owner an owner, whatever they hold', () => {
    expect(covers(may('operator.write', 'operator.read', 'order.read'), owner)).toBe(false)
  })
})
