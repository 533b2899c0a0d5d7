import { describe, expect, it } from 'vitest'
import { Lanes } from './lanes.js'

/** Work that ends when it is told to. */
const gate = () => {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { open: () => open(), opened }
}
const breath = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('a lane', () => {
  it('runs so many at a time, the rest in their order', async () => {
    const lanes = new Lanes(2)
    const gates = [gate(), gate(), gate()]
    const begun: number[] = []
    gates.forEach(({ opened }, n) => lanes.take('weixin', () => (begun.push(n), opened)))
    expect([begun, lanes.pending]).toEqual([[0, 1], 3])
    gates[1]?.open()
    await breath()
    expect([begun, lanes.pending]).toEqual([[0, 1, 2], 2])
    for (const { open } of gates) open()
    await breath()
    expect(lanes.pending).toBe(0)
  })

  it('is held up by its own company alone, and by no failure', async () => {
    const lanes = new Lanes(1)
    const hanging = gate()
    lanes.take('weixin', () => hanging.opened)
    const done: string[] = []
    lanes.take('weixin', () => Promise.resolve(done.push('behind')))
    lanes.take('kuaidi100', () => Promise.reject(new Error('no')))
    lanes.take('kuaidi100', () => Promise.resolve(done.push('beside')))
    await breath()
    expect(done).toEqual(['beside'])
    hanging.open()
    await breath()
    expect(done).toEqual(['beside', 'behind'])
  })

  it('lets go what is too much, and what waits when it is told to stop', async () => {
    const lanes = new Lanes(1)
    const hanging = gate()
    let ran = 0
    lanes.take('weixin', () => hanging.opened)
    const more = (): boolean => lanes.take('weixin', () => Promise.resolve((ran += 1)))
    for (let n = 0; n < 1_000; n += 1) expect(more()).toBe(true)
    expect(more()).toBe(false)
    const stopped = lanes.stop()
    expect(lanes.pending).toBe(1)
    hanging.open()
    await stopped
    expect([lanes.pending, ran]).toEqual([0, 0])
    more()
    await breath()
    expect(ran).toBe(1)
  })

  it('can be told how many may wait', () => {
    const lanes = new Lanes(1, 2)
    const taken = [0, 1, 2, 3].map(() => lanes.take('money', () => gate().opened))
    expect(taken).toEqual([true, true, true, false])
    expect(lanes.take('order', () => Promise.resolve())).toBe(true)
  })

  it('is finished when what waited is done as well', async () => {
    const lanes = new Lanes(1)
    const done: number[] = []
    for (const n of [1, 2, 3])
      lanes.take('money', async () => {
        await breath()
        done.push(n)
      })
    await lanes.finish()
    expect([done, lanes.pending]).toEqual([[1, 2, 3], 0])
  })
})
