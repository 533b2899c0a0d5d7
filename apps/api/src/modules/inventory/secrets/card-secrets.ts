import { Inject, Injectable } from '@nestjs/common'
import { newId } from '@jishi/kernel/id'
import type { Clock, Instant } from '@jishi/kernel/time'
import { isoOf } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import type { Sql, Tx } from '../../../infra/database/sql.js'
import type { RowFlaw, SecretText } from '../domain/secret-rows.js'
import { ReceiveStock } from '../receive-stock.js'
import { SecretSeals } from './secret-seals.js'

/** Which paid line wants codes, and how many. */
export interface SecretsWanted {
  readonly orderId: string
  readonly lineId: string
  readonly memberId: string
  readonly skuId: string
  readonly qty: number
}

export interface IssuedSecret {
  readonly lineId: string
  readonly ordinal: number
  readonly text: string
  readonly issuedAt: Instant
}

export interface SecretBatch {
  /** Makes the batch count once. */
  readonly id: string
  readonly skuId: string
  readonly batch: string
  readonly rows: readonly SecretText[]
}

/** In the order of the index, so that two batches with the same codes queue instead of deadlocking. */
const ENTER = `
  insert into card_secrets (id, sku_id, secret_enc, secret_bidx, state, batch, created_at)
  select g.id, $4, g.sealed, g.digest, 'available', $5, $6
    from unnest($1::uuid[], $2::text[], $3::bytea[]) as g (id, sealed, digest) order by g.digest
  on conflict on constraint card_secrets_once do nothing`

/** The oldest free ones that nobody else is taking at this moment; all that are wanted, or none. */
const ISSUE = `
  with free as materialized (
    select id from card_secrets where sku_id = $1 and state = 'available' order by id limit $2 for update skip locked
  ), picked as (
    select id, row_number() over (order by id) as ordinal, count(*) over () as found from free
  )
  update card_secrets s
     set state = 'issued', order_id = $3, order_line_id = $4, member_id = $5, ordinal = p.ordinal, issued_at = $6
    from picked p where s.id = p.id and p.found = $2`

/** One-time codes 卡密: what is free of them is the stock of their SKU, so both always move in the same Tx. */
@Injectable()
export class CardSecrets {
  constructor(
    private readonly seals: SecretSeals,
    private readonly receiveStock: ReceiveStock,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Rows whose code is there already, whatever became of it. */
  async known(sql: Sql, skuId: string, rows: readonly SecretText[]): Promise<RowFlaw[]> {
    const digests = rows.map(({ text }) => this.seals.index(skuId, text))
    const found = await sql.rows<{ digest: Buffer }>(
      `select secret_bidx as digest from card_secrets where sku_id = $1 and secret_bidx = any($2::bytea[])`,
      [skuId, digests],
    )
    const known = new Set(found.map(({ digest }) => digest.toString('hex')))
    return rows.flatMap(({ row }, at) =>
      known.has(digests[at]?.toString('hex') ?? '') ? [{ row, code: 'KNOWN' }] : [],
    )
  }

  /** Enters a batch and raises the stock by it; answers how many, fewer than given where some were known. */
  async enter(tx: Tx, { id, skuId, batch, rows }: SecretBatch): Promise<number> {
    const entered = await tx.execute(ENTER, [
      rows.map(() => newId<'card-secret'>(this.clock)),
      rows.map(({ text }) => this.seals.seal(text)),
      rows.map(({ text }) => this.seals.index(skuId, text)),
      skuId,
      batch,
      isoOf(this.clock.now()),
    ])
    if (entered > 0) await this.receiveStock.run(tx, [{ skuId, qty: entered, reference: `secrets:${id}` }])
    return entered
  }

  /** Gives a paid line its codes, each piece exactly one. False, and nothing given, while there are too few. */
  async issue(tx: Tx, { orderId, lineId, memberId, skuId, qty }: SecretsWanted): Promise<boolean> {
    const now = isoOf(this.clock.now())
    const given = await tx.execute(ISSUE, [skuId, qty, orderId, lineId, memberId, now])
    return given === qty
  }

  /** The codes of an order for its buyer; for anybody else there are none. */
  async ofOrder(sql: Sql, memberId: string, orderId: string): Promise<IssuedSecret[]> {
    const rows = await sql.rows<Omit<IssuedSecret, 'text'> & { sealed: string }>(
      `select order_line_id as "lineId", ordinal, secret_enc as sealed, issued_at as "issuedAt" from card_secrets
        where order_id = $1 and member_id = $2 and state = 'issued' order by order_line_id, ordinal`,
      [orderId, memberId],
    )
    return rows.map(({ sealed, ...row }) => ({ ...row, text: this.seals.open(sealed) }))
  }
}
