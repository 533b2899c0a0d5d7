import { describe, expect, it } from 'vitest'
import { AssertionFailed } from './assert.js'
import { DomainError } from './errors.js'
import { defineLife } from './life.js'

interface ParcelFacts {
  readonly holds: number
  readonly paidFen: number
}

const parcelLife = defineLife({
  name: 'parcel',
  refusal: 'PARCEL_ACTION_NOT_ALLOWED',
  states: ['waiting', 'sent', 'received', 'cancelled'],
  initial: 'waiting',
  terminal: ['received', 'cancelled'],
  labels: { waiting: '待发货' },
  actions: {
    send: {
      from: ['waiting'],
      to: 'sent',
      actor: 'operator',
      guard: (facts: ParcelFacts) => facts.holds === 0 || 'HELD',
      note: 'not while a hold blocks it',
    },
    note: { from: ['waiting', 'sent'], to: 'same', actor: ['operator', 'member'] },
    receive: { from: ['sent'], to: 'received', actor: ['member', 'system'] },
    stop: {
      from: ['waiting', 'sent'],
      to: { waiting: 'cancelled', sent: 'received' },
      actor: 'member',
      guard: (facts: ParcelFacts) => facts.paidFen === 0,
    },
  },
})

const free: ParcelFacts = { holds: 0, paidFen: 0 }

describe('a life', () => {
  it('moves along its table', () => {
    expect(parcelLife.next('waiting', 'send', free)).toBe('sent')
    expect(parcelLife.next('sent', 'note', free)).toBe('sent')
    expect(parcelLife.next('waiting', 'stop', free)).toBe('cancelled')
    expect(parcelLife.next('sent', 'stop', free)).toBe('received')
  })

  it('refuses with its own code and says why', () => {
    const refusalOf = (act: () => unknown): unknown => {
      try {
        act()
      } catch (error) {
        if (error instanceof DomainError) return [error.code, error.details]
        throw error
      }
      return undefined
    }
    const code = 'PARCEL_ACTION_NOT_ALLOWED'
    expect(refusalOf(() => parcelLife.next('received', 'send', free))).toEqual([
      code,
      { state: 'received', action: 'send', reason: 'STATE' },
    ])
    expect(refusalOf(() => parcelLife.next('waiting', 'send', { ...free, holds: 1 }))).toEqual([
      code,
      { state: 'waiting', action: 'send', reason: 'HELD' },
    ])
    expect(refusalOf(() => parcelLife.next('waiting', 'stop', { ...free, paidFen: 1 }))).toEqual([
      code,
      { state: 'waiting', action: 'stop', reason: 'GUARD' },
    ])
    expect(refusalOf(() => parcelLife.next('waiting', 'send', free, 'member'))).toEqual([
      code,
      { state: 'waiting', action: 'send', reason: 'ACTOR' },
    ])
  })

  it('lists what each actor may do, in the order of the table', () => {
    expect(parcelLife.allowed('waiting', free, 'operator')).toEqual(['send', 'note'])
    expect(parcelLife.allowed('waiting', { ...free, holds: 1 }, 'operator')).toEqual(['note'])
    expect(parcelLife.allowed('sent', free, 'member')).toEqual(['note', 'receive', 'stop'])
    expect(parcelLife.allowed('received', free, 'member')).toEqual([])
  })

  it('documents itself', () => {
    expect(parcelLife.toMermaid()).toBe(
      [
        'stateDiagram-v2',
        '  waiting: waiting 待发货',
        '  [*] --> waiting',
        '  waiting --> sent: send',
        '  sent --> received: receive',
        '  waiting --> cancelled: stop',
        '  sent --> received: stop',
        '  received --> [*]',
        '  cancelled --> [*]',
        '',
      ].join('\n'),
    )
    expect(parcelLife.toMarkdown()).toContain('| `send` | waiting | sent | operator | not while a hold blocks it |')
    expect(parcelLife.toMarkdown()).toContain(
      '| `stop` | waiting, sent | waiting → cancelled, sent → received | member |  |',
    )
  })

  it('needs no facts where no guard asks for them', () => {
    const lamp = defineLife({
      name: 'lamp',
      refusal: 'LAMP_ACTION_NOT_ALLOWED',
      states: ['off', 'on'],
      initial: 'off',
      terminal: [],
      actions: {
        light: { from: ['off'], to: 'on', actor: 'member' },
        darken: { from: ['on'], to: 'off', actor: 'member' },
      },
    })
    expect(lamp.next('off', 'light')).toBe('on')
  })
})

describe('a faulty table fails where it is defined', () => {
  const rule = (from: string[], to: string) => ({ from, to, actor: 'system' as const })
  const define = (states: string[], terminal: string[], actions: Record<string, ReturnType<typeof rule>>) => () =>
    defineLife({ name: 'faulty', refusal: 'NO', states, initial: 'a', terminal, actions })

  it.each([
    ['an unknown target', define(['a', 'b'], ['b'], { go: rule(['a'], 'b'), fly: rule(['a'], 'moon') }), 'moon'],
    ['an unknown start', define(['a', 'b'], ['b'], { go: rule(['a', 'sun'], 'b') }), 'sun'],
    ['a state nobody reaches', define(['a', 'b', 'c'], ['b', 'c'], { go: rule(['a'], 'b') }), 'nothing leads to c'],
    [
      'a terminal state with an exit',
      define(['a', 'b'], ['b'], { go: rule(['a'], 'b'), back: rule(['b'], 'a') }),
      'exit',
    ],
    ['a dead end', define(['a', 'b'], [], { go: rule(['a'], 'b') }), 'dead end'],
    ['an action from nowhere', define(['a', 'b'], ['b'], { go: rule(['a'], 'b'), no: rule([], 'b') }), 'from nowhere'],
    ['a state listed twice', define(['a', 'b', 'b'], ['b'], { go: rule(['a'], 'b') }), 'listed twice'],
    ['a state named same', define(['a', 'same'], ['same'], { go: rule(['a'], 'same') }), 'not a name'],
  ])('%s', (_what, defining, words) => {
    expect(defining).toThrow(AssertionFailed)
    expect(defining).toThrow(words)
  })

  it('a target missing for one of the states', () => {
    const defining = () =>
      defineLife({
        name: 'faulty',
        refusal: 'NO',
        states: ['a', 'b'] as string[],
        initial: 'a',
        terminal: ['b'],
        actions: { go: { from: ['a'], to: { b: 'b' }, actor: 'system' } },
      })
    expect(defining).toThrow('no target from a')
    expect(defining).toThrow('cannot be taken from')
  })
})
