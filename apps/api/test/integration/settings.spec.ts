import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { minuteMs } from '@jishi/kernel/time'
import type { Doer } from '../../src/infra/auth/actor.js'
import { SettingsFacade, SettingsModule, type SettingKey, type SettingValue } from '../../src/modules/settings/index.js'
import { startTestApp, type TestApp } from '../support/test-app.js'

const actor: Doer = { kind: 'system', name: 'test' }
let shop: TestApp
let settings: SettingsFacade

const change = <Key extends SettingKey>(key: Key, value: SettingValue<Key>, expected: number): Promise<number> =>
  shop.database.transaction((tx) => settings.change(tx, actor, key, value, expected))
const freight = (baseFen: number): SettingValue<'freight'> => ({
  baseFen,
  freeOverFen: null,
  promise: '当日发货',
  noDeliveryRegionPrefixes: ['54'],
})

beforeAll(async () => {
  shop = await startTestApp({ modules: [SettingsModule], routeCheck: false, worker: false })
  settings = shop.get(SettingsFacade)
})
afterAll(() => shop.close())

describe('a setting', () => {
  it('holds its default until somebody changes it', async () => {
    expect(await settings.get('order')).toMatchObject({ payWithinMs: 30 * minuteMs })
    expect(await settings.read(shop.database, 'order')).toMatchObject({ version: 0 })
  })

  it('changes for everybody here at once, keeps what was, and leaves its trace', async () => {
    expect((await settings.get('freight')).baseFen).toBe(800)
    expect(await change('freight', freight(1_000), 0)).toBe(1)
    expect(await settings.get('freight')).toEqual(freight(1_000))
    expect(await change('freight', freight(1_200), 1)).toBe(2)
    const kept = await shop.database.rows(`select version from setting_versions where key = 'freight' order by version`)
    expect(kept).toEqual([{ version: 1 }, { version: 2 }])
    const trace = await shop.database.rows<{ before: { baseFen: number } | null; after: { baseFen: number } }>(
      `select before, after from audit_log where subject_id = 'freight' order by seq`,
    )
    expect(trace.map(({ before, after }) => [before?.baseFen, after.baseFen])).toEqual([
      [undefined, 1_000],
      [1_000, 1_200],
    ])
  })

  it('is not overwritten by somebody who saw an older version', async () => {
    await expect(change('freight', freight(1), 0)).rejects.toMatchObject({ code: 'VERSION_CONFLICT' })
    await expect(change('freight', freight(1), 1)).rejects.toMatchObject({ code: 'VERSION_CONFLICT' })
    await expect(change('freight', freight(1), 7)).rejects.toMatchObject({ code: 'VERSION_CONFLICT' })
    expect((await settings.read(shop.database, 'freight')).value.baseFen).toBe(1_200)
  })

  it('is changed once by ten who saw the same version', async () => {
    const tries = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) => change('shop', { name: `店 ${n}`, slogan: '', searchHint: '' }, 0)),
    )
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await settings.read(shop.database, 'shop')).version).toBe(1)
  })

  it('takes no value that does not fit', async () => {
    await expect(change('freight', freight(-1), 2)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    await expect(change('freight', freight(0.5), 2)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
    const extra = { ...freight(1), surprise: true } as SettingValue<'freight'>
    await expect(change('freight', extra, 2)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' })
  })

  it('is not seen before its change is committed, and its versions are never rewritten', async () => {
    await shop.database
      .transaction(async (tx) => {
        await settings.change(tx, actor, 'freight', freight(5), 2)
        throw new Error('rolled back')
      })
      .catch(() => undefined)
    expect((await settings.get('freight')).baseFen).toBe(1_200)
    await expect(shop.database.execute('update setting_versions set version = version + 9')).rejects.toThrow(
      'never changed',
    )
  })
})
