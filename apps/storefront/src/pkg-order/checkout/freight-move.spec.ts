import { describe, expect, it } from 'vitest'
import { nextTick, shallowRef } from 'vue'
import { useFreightMove, type Sent } from './freight-move'

const start = (sent: Sent) => {
  const at = shallowRef(sent)
  const move = useFreightMove(() => at.value)
  const to = async (addressId: string | null, freightFen: number | null) => {
    at.value = { addressId, freightFen }
    await nextTick()
    return move.value
  }
  return { move, to }
}

describe('freight at another address', () => {
  it('is told in both directions, and not where it is the same', async () => {
    const { move, to } = start({ addressId: 'shanghai', freightFen: 600 })
    expect(move.value).toBeNull()
    expect(await to('lhasa', 1800)).toEqual({ oldFen: 600, nowFen: 1800 })
    expect(await to('shanghai', 600)).toEqual({ oldFen: 1800, nowFen: 600 })
    expect(await to('hangzhou', 600)).toBeNull()
  })

  it('is told of the first address as well: until then a price without one was shown', async () => {
    const { to } = start({ addressId: null, freightFen: 0 })
    expect(await to('lhasa', 1800)).toEqual({ oldFen: 0, nowFen: 1800 })
  })

  it('stays when the same is asked again, and goes when something else moves it', async () => {
    const { to } = start({ addressId: 'shanghai', freightFen: 600 })
    await to('lhasa', 1800)
    expect(await to('lhasa', 1800)).toEqual({ oldFen: 600, nowFen: 1800 })
    expect(await to('lhasa', 0)).toBeNull()
    expect(await to('lhasa', 1800)).toBeNull()
  })

  it('says nothing of places nothing can be sent to', async () => {
    const { to } = start({ addressId: 'shanghai', freightFen: 600 })
    expect(await to('nowhere', null)).toBeNull()
    expect(await to('lhasa', 1800)).toBeNull()
  })
})
