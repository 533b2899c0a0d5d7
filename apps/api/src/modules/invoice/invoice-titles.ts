import { Inject, Injectable } from '@nestjs/common'
import type { TitleBody, TitleView } from '@jishi/contracts/invoice/invoice.schema'
import { INVOICE_LIMITS } from '@jishi/contracts/invoice/invoice.terms'
import { DomainError } from '@jishi/kernel/errors'
import { idOf, type Id } from '@jishi/kernel/id'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'
import { isUniqueViolation } from '../../infra/database/failures.js'
import type { Tx } from '../../infra/database/sql.js'
import { Idempotency, type IdempotentCall } from '../../infra/idempotency/idempotency.js'
import { checkedHolder, InvoiceSeals } from './invoice-seals.js'

interface TitleRow {
  readonly id: string
  readonly holderEnc: string
  readonly isDefault: boolean
}

const TITLE = `select id, holder_enc as "holderEnc", is_default as "isDefault" from invoice_titles`

/** The titles 抬头 a member keeps. What they write waits for the row of their book, so the count and the default hold. */
@Injectable()
export class InvoiceTitles {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly seals: InvoiceSeals,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The default first, then the newest. */
  async all(memberId: string): Promise<TitleView[]> {
    const rows = await this.database.rows<TitleRow>(
      `${TITLE} where member_id = $1 order by is_default desc, created_at desc, id desc`,
      [memberId],
    )
    return rows.map((row) => this.view(row))
  }

  /** Throws NOT_FOUND. */
  async one(memberId: string, id: string): Promise<TitleView> {
    const row = await this.database.maybe<TitleRow>(`${TITLE} where id = $1 and member_id = $2`, [id, memberId])
    if (row === undefined) throw new DomainError('NOT_FOUND')
    return this.view(row)
  }

  /** The first becomes the default. Throws TAX_NUMBER_WRONG, INVOICE_TITLE_EXISTS, INVOICE_TITLE_LIMIT. */
  async add(memberId: Id<'member'>, call: IdempotentCall, { holder, isDefault }: TitleBody): Promise<Id<'title'>> {
    const checked = checkedHolder(holder)
    const { id } = await this.database.transaction((tx) =>
      this.idempotency.run(tx, call, 'title', async (proposed) => {
        const count = await this.takePlace(tx, memberId)
        const leads = isDefault || count === 1
        if (leads) await this.clearDefault(tx, memberId)
        await titleTaken(() =>
          tx.execute(
            `insert into invoice_titles (id, member_id, holder_enc, holder_bidx, is_default, created_at)
             values ($1, $2, $3, $4, $5, $6)`,
            [
              ...[proposed, memberId, this.seals.sealHolder(checked), this.seals.holderIndex(checked), leads],
              isoOf(this.clock.now()),
            ],
          ),
        )
        return proposed
      }),
    )
    return id
  }

  /** A default stays one until another takes its place. Throws NOT_FOUND, TAX_NUMBER_WRONG, INVOICE_TITLE_EXISTS. */
  async change(memberId: Id<'member'>, id: string, { holder, isDefault }: TitleBody): Promise<Id<'title'>> {
    const checked = checkedHolder(holder)
    await this.database.transaction(async (tx) => {
      await this.lock(tx, memberId)
      const current = await tx.maybe<TitleRow>(`${TITLE} where id = $1 and member_id = $2`, [id, memberId])
      if (current === undefined) throw new DomainError('NOT_FOUND')
      const leads = isDefault || current.isDefault
      if (leads && !current.isDefault) await this.clearDefault(tx, memberId)
      await titleTaken(() =>
        tx.execute(
          `update invoice_titles set holder_enc = $3, holder_bidx = $4, is_default = $5 where id = $1 and member_id = $2`,
          [id, memberId, this.seals.sealHolder(checked), this.seals.holderIndex(checked), leads],
        ),
      )
    })
    return idOf<'title'>(id)
  }

  /** The newest of the others leads when the default goes. One that is gone already is as good as removed. Throws NOT_FOUND. */
  async remove(memberId: Id<'member'>, id: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.lock(tx, memberId)
      const removed = await tx.maybe<{ isDefault: boolean }>(
        'delete from invoice_titles where id = $1 and member_id = $2 returning is_default as "isDefault"',
        [id, memberId],
      )
      if (removed === undefined) throw new DomainError('NOT_FOUND')
      await tx.execute('update invoice_title_books set titles = titles - 1 where member_id = $1', [memberId])
      if (!removed.isDefault) return
      await tx.execute(
        `update invoice_titles set is_default = true where id = (
           select id from invoice_titles where member_id = $1 order by created_at desc, id desc limit 1)`,
        [memberId],
      )
    })
  }

  /** Counts one more and answers how many there are then; the book's row is held from here. */
  private async takePlace(tx: Tx, memberId: string): Promise<number> {
    const place = await tx.maybe<{ titles: number }>(
      `insert into invoice_title_books as b (member_id, titles) values ($1, 1)
       on conflict (member_id) do update set titles = b.titles + 1 where b.titles < ${INVOICE_LIMITS.titles} returning titles`,
      [memberId],
    )
    if (place === undefined) throw new DomainError('INVOICE_TITLE_LIMIT')
    return place.titles
  }

  private async lock(tx: Tx, memberId: string): Promise<void> {
    await tx.execute('select 1 from invoice_title_books where member_id = $1 for update', [memberId])
  }

  private async clearDefault(tx: Tx, memberId: string): Promise<void> {
    await tx.execute('update invoice_titles set is_default = false where member_id = $1 and is_default', [memberId])
  }

  private view({ id, holderEnc, isDefault }: TitleRow): TitleView {
    return { id, holder: this.seals.openHolder(holderEnc), isDefault }
  }
}

const titleTaken = async (write: () => Promise<unknown>): Promise<void> => {
  try {
    await write()
  } catch (error) {
    if (isUniqueViolation(error, 'invoice_titles_once')) throw new DomainError('INVOICE_TITLE_EXISTS')
    throw error
  }
}
