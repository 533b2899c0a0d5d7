import { Injectable } from '@nestjs/common'
import { Database } from '../../infra/database/database.js'
import { SETTING_DEFAULTS, SETTING_SCHEMAS, type SettingValue } from './setting-keys.js'

type PolicyValue = SettingValue<'policies'>

/** One text by its name, without its words. */
export interface PolicyEntry {
  readonly version: string
  readonly effectiveAt: string
  /** Which row of the history holds the words; 0 stands for the words of a new shop. */
  readonly heldBy: number
}

interface Kept {
  readonly entries: Promise<PolicyEntry[]>
  readonly texts: Map<number, Promise<PolicyValue | undefined>>
  /** Of the process's monotonic clock, as in the memory of settings. */
  readonly until: number
}

const KEEP_MS = 3_000

/**
 * Every text of the policies that ever held. Anybody may ask, as often as they like, so the list is read without the
 * words at most every few seconds, a text by its row at most once in that time, and a name nobody used costs nothing.
 */
@Injectable()
export class PolicyArchive {
  private kept: Kept | undefined

  constructor(private readonly database: Database) {}

  /** The present one first; the words of a new shop are the oldest. */
  entries(): Promise<PolicyEntry[]> {
    return this.recent().entries
  }

  async text({ heldBy }: PolicyEntry): Promise<PolicyValue | undefined> {
    if (heldBy === 0) return SETTING_DEFAULTS.policies
    const { texts } = this.recent()
    const text = texts.get(heldBy) ?? this.readText(heldBy)
    texts.set(heldBy, text)
    return text
  }

  forget(): void {
    this.kept = undefined
  }

  /** Past the memory, for whoever is about to write. */
  async readEntries(): Promise<PolicyEntry[]> {
    const rows = await this.database.rows<PolicyEntry>(
      `select value ->> 'version' as version, (array_agg(value ->> 'effectiveAt' order by version desc))[1] as "effectiveAt",
              max(version) as "heldBy"
         from setting_versions where key = 'policies' group by value ->> 'version' order by max(version) desc`,
    )
    const { version, effectiveAt } = SETTING_DEFAULTS.policies
    return rows.some((row) => row.version === version) ? rows : [...rows, { version, effectiveAt, heldBy: 0 }]
  }

  private recent(): Kept {
    if (this.kept !== undefined && this.kept.until >= performance.now()) return this.kept
    const kept: Kept = { entries: this.readEntries(), texts: new Map(), until: performance.now() + KEEP_MS }
    // A failure is told to whoever waits for it and asked again by the next.
    kept.entries.catch(() => this.drop(kept))
    this.kept = kept
    return kept
  }

  private readText(heldBy: number): Promise<PolicyValue | undefined> {
    const kept = this.recent()
    const text = this.database
      .maybe<{ value: unknown }>(`select value from setting_versions where key = 'policies' and version = $1`, [heldBy])
      .then((row) => SETTING_SCHEMAS.policies.safeParse(row?.value).data)
    text.catch(() => this.drop(kept))
    return text
  }

  private drop(failed: Kept): void {
    if (this.kept === failed) this.kept = undefined
  }
}
