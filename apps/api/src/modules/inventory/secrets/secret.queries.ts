import { Injectable } from '@nestjs/common'
import type { SecretCounts, SecretRow, SecretsQuery } from '@jishi/contracts/inventory/secrets.schema'
import type { SecretState } from '@jishi/contracts/inventory/inventory.terms'
import type { Page } from '@jishi/contracts/primitives.schema'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import { DomainError } from '@jishi/kernel/errors'
import type { Instant } from '@jishi/kernel/time'
import { isoOf } from '@jishi/kernel/time'
import { Conditions } from '../../../infra/database/conditions.js'
import { Database } from '../../../infra/database/database.js'
import { addTimePage, cutTimePage } from '../../../infra/database/time-page.js'
import { CatalogFacade, type ProductCore } from '../../catalog/index.js'
import { levelsOf } from '../inventory.queries.js'

interface ListedSecret {
  readonly id: string
  readonly skuId: string
  readonly state: SecretState
  readonly batch: string
  readonly orderId: string | null
  readonly at: Instant
  readonly issuedAt: Instant | null
  readonly voidedAt: Instant | null
}

/** Codes as operators see them: counted and listed, never shown. */
@Injectable()
export class SecretQueries {
  constructor(
    private readonly database: Database,
    private readonly catalog: CatalogFacade,
  ) {}

  /** Nought of everything for goods that have no codes. Throws NOT_FOUND for a product that is missing or archived. */
  async counts(productId: string): Promise<SecretCounts> {
    const { title, kind, skus } = await this.product(productId)
    const skuIds = skus.map(({ id }) => id)
    const rows = await this.database.rows<{ skuId: string; state: SecretState; count: number }>(
      `select sku_id as "skuId", state, count(*) as count from card_secrets where sku_id = any($1::uuid[]) group by sku_id, state`,
      [skuIds],
    )
    const levels = await levelsOf(this.database, skuIds)
    const countOf = (id: string, state: SecretState): number =>
      rows.find((row) => row.skuId === id && row.state === state)?.count ?? 0
    return {
      title,
      kind,
      items: skus.map(({ id, label }) => ({
        skuId: id,
        label,
        available: countOf(id, 'available'),
        issued: countOf(id, 'issued'),
        voided: countOf(id, 'void'),
        reserved: levels.get(id)?.reserved ?? 0,
      })),
    }
  }

  /** The newest first. Throws NOT_FOUND like the counts. */
  async page(productId: string, query: SecretsQuery): Promise<Page<SecretRow>> {
    const { skus } = await this.product(productId)
    const limit = query.limit ?? PAGE_SIZE
    const conditions = new Conditions()
    conditions.add(
      'sku_id = any(?::uuid[])',
      skus.map(({ id }) => id).filter((id) => query.sku === undefined || id === query.sku),
    )
    if (query.state !== undefined) conditions.add('state = ?', query.state)
    if (query.batch !== undefined) conditions.add('batch = ?', query.batch)
    addTimePage(conditions, 'created_at', 'id', query.cursor === undefined ? {} : { cursor: query.cursor })
    const rows = await this.database.rows<ListedSecret>(
      `select id, sku_id as "skuId", state, batch, order_id as "orderId", created_at as at, issued_at as "issuedAt",
              voided_at as "voidedAt"
         from card_secrets ${conditions.where} order by created_at desc, id desc limit ${limit + 1}`,
      conditions.values,
    )
    const page = cutTimePage(rows, limit)
    return { items: page.rows.map(secretRow), nextCursor: page.nextCursor }
  }

  private async product(productId: string): Promise<ProductCore> {
    const core = await this.catalog.productCore(this.database, productId)
    if (core === undefined) throw new DomainError('NOT_FOUND')
    return core
  }
}

const isoOrNull = (instant: Instant | null): string | null => (instant === null ? null : isoOf(instant))

const secretRow = ({ at, issuedAt, voidedAt, ...row }: ListedSecret): SecretRow => ({
  ...row,
  createdAt: isoOf(at),
  issuedAt: isoOrNull(issuedAt),
  voidedAt: isoOrNull(voidedAt),
})
