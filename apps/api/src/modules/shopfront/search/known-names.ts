import { Injectable } from '@nestjs/common'
import type { Sql } from '../../../infra/database/sql.js'

const KEEP_MS = 3_000
const MOST_VALUES = 20_000

export interface ValueGroup {
  readonly attributeId: string
  readonly ids: readonly string[]
}

/** Belongs to no attribute: nothing has such a value, and nothing is found by it. */
const NOWHERE = '00000000-0000-0000-0000-000000000000'

/** What this process knows of the names filters are made of, so that a filtered list is no statement longer. */
@Injectable()
export class KnownNames {
  private readonly attributes = new Map<string, string>()
  private categories: { readonly below: ReadonlyMap<string, boolean>; readonly until: number } | undefined

  /** Whether goods may be kept below this category; false only where it is known, with a few seconds of delay. */
  async hasBelow(reader: Sql, categoryId: string): Promise<boolean> {
    if (this.categories === undefined || this.categories.until < performance.now()) {
      const rows = await reader.rows<{ id: string; hasBelow: boolean }>(
        `select id, has_below as "hasBelow" from search_names where kind = 'category'`,
      )
      const below = new Map(rows.map(({ id, hasBelow }) => [id, hasBelow]))
      this.categories = { below, until: performance.now() + KEEP_MS }
    }
    return this.categories.below.get(categoryId) ?? true
  }

  /** A value stays with its attribute for ever, so each is asked for once. */
  async byAttribute(reader: Sql, valueIds: readonly string[]): Promise<ValueGroup[]> {
    const unknown = valueIds.filter((id) => !this.attributes.has(id))
    if (unknown.length > 0) await this.learn(reader, unknown)
    const groups = new Map<string, string[]>()
    for (const id of new Set(valueIds)) {
      const attributeId = this.attributes.get(id) ?? NOWHERE
      groups.set(attributeId, [...(groups.get(attributeId) ?? []), id])
    }
    return [...groups].map(([attributeId, ids]) => ({ attributeId, ids }))
  }

  private async learn(reader: Sql, ids: readonly string[]): Promise<void> {
    const rows = await reader.rows<{ id: string; attributeId: string }>(
      `select id, attribute_id as "attributeId" from search_names where kind = 'value' and id = any($1::uuid[])`,
      [ids],
    )
    if (this.attributes.size > MOST_VALUES) this.attributes.clear()
    for (const { id, attributeId } of rows) this.attributes.set(id, attributeId)
  }
}
