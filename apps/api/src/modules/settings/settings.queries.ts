import { Injectable } from '@nestjs/common'
import type {
  AllSettings,
  PolicyText,
  PolicyVersions,
  SettingVersionsQuery,
  SettingVersionView,
} from '@jishi/contracts/settings/settings.schema'
import { SETTING_KEYS } from '@jishi/contracts/settings/settings.terms'
import type { Page } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Instant } from '@jishi/kernel/time'
import { Conditions } from '../../infra/database/conditions.js'
import { Database } from '../../infra/database/database.js'
import { PolicyArchive } from './policy-archive.js'
import { SETTING_DEFAULTS, SETTING_SCHEMAS, type SettingKey } from './setting-keys.js'

interface HeldRow {
  key: string
  version: number
  value: unknown
  changedAt: Instant
}

interface VersionRow {
  version: number
  value: unknown
  changedAt: Instant
  changedBy: string | null
}

/** What an editor and the history need, past the memory; and the texts of the policies, which anybody may read. */
@Injectable()
export class SettingsQueries {
  constructor(
    private readonly database: Database,
    private readonly archive: PolicyArchive,
  ) {}

  async all(): Promise<AllSettings> {
    const rows = await this.database.rows<HeldRow>(
      'select key, version, value, updated_at as "changedAt" from settings',
    )
    const byKey = new Map(rows.map((row) => [row.key, row]))
    return Object.fromEntries(SETTING_KEYS.map((key) => [key, heldView(key, byKey.get(key))])) as AllSettings
  }

  /** The newest first. */
  async versions({ key, cursor, limit = PAGE_SIZE }: SettingVersionsQuery): Promise<Page<SettingVersionView>> {
    const conditions = new Conditions()
    conditions.add('key = ?', key)
    if (cursor !== undefined) conditions.add('version < ?', versionOfCursor(cursor))
    const rows = await this.database.rows<VersionRow>(
      `select version, value, changed_at as "changedAt", changed_by_name as "changedBy" from setting_versions
        ${conditions.where} order by version desc limit ${limit + 1}`,
      conditions.values,
    )
    const shown = rows.slice(0, limit)
    const last = shown[shown.length - 1]
    return {
      items: shown.map((row) => ({ ...row, changedAt: isoOf(row.changedAt) })),
      nextCursor: rows.length > limit && last !== undefined ? String(last.version) : null,
    }
  }

  /** Every text that ever held, the present one first; the words of a new shop are the oldest. */
  async policyVersions(): Promise<PolicyVersions> {
    const entries = await this.archive.entries()
    return {
      items: entries.map(({ version, effectiveAt }, index) => ({ version, effectiveAt, current: index === 0 })),
      nextCursor: null,
    }
  }

  /** Throws NOT_FOUND. */
  async policyText(version: string): Promise<PolicyText> {
    const entries = await this.archive.entries()
    const entry = entries.find((one) => one.version === version)
    const text = entry === undefined ? undefined : await this.archive.text(entry)
    if (text === undefined) throw new DomainError('NOT_FOUND')
    return {
      version: text.version,
      effectiveAt: text.effectiveAt,
      current: entry === entries[0],
      items: [
        { kind: 'terms', title: '用户服务协议', paragraphs: text.terms },
        { kind: 'privacy', title: '隐私政策', paragraphs: text.privacy },
      ],
    }
  }

  /** Whether a version of the policies ever held: what somebody agreed to under a name never changes under it. */
  async policyVersionUsed(version: string): Promise<boolean> {
    return (await this.archive.readEntries()).some((entry) => entry.version === version)
  }
}

const heldView = (key: SettingKey, row: HeldRow | undefined) =>
  row === undefined
    ? { value: SETTING_DEFAULTS[key], version: 0, changedAt: null }
    : { value: SETTING_SCHEMAS[key].parse(row.value), version: row.version, changedAt: isoOf(row.changedAt) }

const versionOfCursor = (cursor: string): number => {
  if (/^\d{1,9}$/.test(cursor)) return Number(cursor)
  throw new DomainError('VALIDATION_FAILED', [{ path: 'cursor', message: 'not a cursor of this list' }])
}
