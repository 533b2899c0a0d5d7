import { isDomainError } from '@jishi/kernel/errors'
import { describe, expect, it } from 'vitest'
import { claimed, type Named } from './claim-names.js'

const rows = [
  { id: 'a', name: '红' },
  { id: 'b', name: '蓝' },
]
const claim = (wanted: Named[]) =>
  claimed(
    wanted,
    rows,
    (index) => `values.${index}.id`,
    () => 'fresh',
  )

describe('a name that was sent', () => {
  it('means the row of its id, else the row of that name, else a new one', () => {
    expect(claim([{ id: 'a', name: '赤' }, { name: '蓝' }, { name: '绿' }])).toEqual(['a', 'b', 'fresh'])
  })

  it('takes no row that another one claims by its id', () => {
    expect(claim([{ id: 'a', name: '蓝' }, { name: '红' }])).toEqual(['a', 'fresh'])
  })

  it.each([
    ['an id of elsewhere', [{ id: 'z', name: '红' }], 'values.0.id'],
    [
      'an id twice',
      [
        { id: 'a', name: '红' },
        { id: 'a', name: '赤' },
      ],
      'values.1.id',
    ],
  ])('is refused with %s', (_, wanted, path) => {
    try {
      claim(wanted)
      expect.unreachable()
    } catch (error) {
      expect(isDomainError(error, 'VALIDATION_FAILED') && error.details).toMatchObject([{ path }])
    }
  })
})
