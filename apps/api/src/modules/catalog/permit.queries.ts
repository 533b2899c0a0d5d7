import { Inject, Injectable } from '@nestjs/common'
import type { Licences, Permit } from '@jishi/contracts/catalog/catalog-editing.schema'
import { shopDay, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Sql } from '../../infra/database/sql.js'

const HOLDS = `valid_from <= $1::date and (valid_to is null or valid_to >= $1::date)`
/** The licence of the shop itself first, then by kind. */
const ORDER = `order by (kind <> 'business'), kind, valid_from desc, id desc`

/** The papers of the shop. */
@Injectable()
export class PermitQueries {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  all(reader: Sql): Promise<Permit[]> {
    return reader.rows<Permit>(
      `select id, kind, title, number, picture, valid_from as "validFrom", valid_to as "validTo", shown,
              (${HOLDS}) as valid, version
         from permits where archived_at is null ${ORDER}`,
      [shopDay(this.clock.now())],
    )
  }

  /** What shoppers may see: papers that hold today and are meant to be shown. */
  shown(reader: Sql): Promise<Licences['items']> {
    return reader.rows<Licences['items'][number]>(
      `select kind, title, number, picture, valid_to as "validTo" from permits
        where archived_at is null and shown and ${HOLDS} ${ORDER}`,
      [shopDay(this.clock.now())],
    )
  }
}
