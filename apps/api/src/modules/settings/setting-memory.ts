import { Injectable } from '@nestjs/common'
import type { SettingKey, SettingValue } from './setting-keys.js'

const KEEP_MS = 3_000

interface Remembered {
  readonly value: unknown
  /** Of the process's monotonic clock: the business clock may be moved, and memory must age all the same. */
  readonly until: number
}

/** What this process read a moment ago. */
@Injectable()
export class SettingMemory {
  private readonly kept = new Map<SettingKey, Remembered>()

  recall<Key extends SettingKey>(key: Key): SettingValue<Key> | undefined {
    const found = this.kept.get(key)
    if (found === undefined || found.until < performance.now()) return undefined
    return found.value as SettingValue<Key>
  }

  keep<Key extends SettingKey>(key: Key, value: SettingValue<Key>): void {
    this.kept.set(key, { value, until: performance.now() + KEEP_MS })
  }

  forget(key: SettingKey): void {
    this.kept.delete(key)
  }
}
