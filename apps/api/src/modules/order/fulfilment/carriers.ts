import { Injectable } from '@nestjs/common'
import type { Carriers, CarriersBody, CarrierView } from '@jishi/contracts/order/fulfilment.schema'
import { DomainError } from '@jishi/kernel/errors'
import { idOf } from '@jishi/kernel/id'
import { AuditLog } from '../../../infra/audit-log/audit-log.js'
import type { OperatorActor } from '../../../infra/auth/actor.js'
import { Database } from '../../../infra/database/database.js'
import type { Sql, Tx } from '../../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../../infra/idempotency/idempotency.js'

/** The list has one version, which every row carries: it is arranged as a whole. */
const LIST = `select code, name, phone, kuaidi100_code as "kuaidi100Code", wechat_code as "wechatCode", enabled, version
  from carriers order by position, code`

type Row = CarrierView & { version: number }

/** The couriers of the shop, each under the names that others have for it. */
@Injectable()
export class CarrierTable {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly auditLog: AuditLog,
  ) {}

  list(): Promise<Carriers> {
    return listOf(this.database)
  }

  /** A carrier under all its names, whether it is offered or not; a parcel never names one that is not there. */
  one(sql: Sql, code: string): Promise<CarrierView> {
    return sql.one<CarrierView>(
      `select code, name, phone, kuaidi100_code as "kuaidi100Code", wechat_code as "wechatCode", enabled
         from carriers where code = $1`,
      [code],
    )
  }

  /** Throws CARRIER_UNKNOWN for one that is not there or switched off. */
  async demandOffered(sql: Sql, code: string): Promise<void> {
    const offered = await sql.maybe(`select 1 as one from carriers where code = $1 and enabled`, [code])
    if (offered === undefined) throw new DomainError('CARRIER_UNKNOWN', { carrierCode: code })
  }

  /** Throws VERSION_CONFLICT when somebody arranged in between, VALIDATION_FAILED where a carrier is missing or named twice. */
  async arrange(operator: OperatorActor, call: IdempotentCall, { version, items }: CarriersBody): Promise<void> {
    await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'carriers', async (id) => {
        await tx.rows(`select code from carriers order by code for update`)
        const before = await listOf(tx)
        if (before.version !== version) throw new DomainError('VERSION_CONFLICT')
        const asked = new Set(items.map(({ code }) => code))
        if (asked.size !== items.length || !sameCodes(before, asked)) {
          throw new DomainError('VALIDATION_FAILED', [{ path: 'items', message: 'every carrier is named once' }])
        }
        await this.write(tx, items)
        await this.auditLog.write(tx, {
          actor: operator,
          permission: 'setting.write',
          action: 'carriers.arranged',
          subject: { kind: 'carriers', id: 'all' },
          before: before.items.map(({ code, enabled }) => ({ code, enabled })),
          after: items,
        })
        return idOf<'carriers'>(id)
      }),
    )
  }

  private async write(tx: Tx, items: CarriersBody['items']): Promise<void> {
    await tx.execute(
      `update carriers c set position = w.position, enabled = w.enabled, version = c.version + 1
         from unnest($1::text[], $2::boolean[]) with ordinality as w (code, enabled, position) where w.code = c.code`,
      [items.map(({ code }) => code), items.map(({ enabled }) => enabled)],
    )
  }
}

async function listOf(sql: Sql): Promise<Carriers> {
  const rows = await sql.rows<Row>(LIST)
  return { version: Math.max(...rows.map((row) => row.version)), items: rows.map(({ version: _v, ...one }) => one) }
}

const sameCodes = ({ items }: Carriers, asked: ReadonlySet<string>): boolean =>
  items.length === asked.size && items.every(({ code }) => asked.has(code))
