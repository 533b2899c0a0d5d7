import { Inject, Injectable, Logger } from '@nestjs/common'
import { present } from '@jishi/kernel/assert'
import { DomainError, isDomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import { MediaFacade } from '../../media/index.js'
import { addFlaws } from './check-import.js'
import type { SheetFlaw } from './domain/sheet-text.js'
import { ExamineProduct, type Examined } from './examine-product.js'
import { flawsOfRefusal } from './flaw-places.js'
import { mentionedIn } from './mentioned.js'
import { BUSY } from './rehearse-product.js'
import { SheetNames } from './sheet-names.js'
import { heldIn, rowsOfProducts, type Staging } from './staging.js'
import { WriteProduct } from './write-product.js'

/** A product that fails for no reason it could be told is tried as often as this, then left for people to look at. */
const MAX_TRIES = 3

interface Item {
  readonly code: string
  readonly row: number
  readonly verdict: 'new' | 'changed'
  readonly seenVersion: number | null
  readonly tries: number
}

/** Nothing of the product was written; the rows are told why. */
class Lost extends Error {
  constructor(readonly flaws: readonly SheetFlaw[]) {
    super('not written')
  }
}

/**
 * Writes an import product by product, each in a transaction of its own together with its outcome: killed at any point, it goes on
 * with the first product that has none, and none is written twice.
 */
@Injectable()
export class ApplyImport {
  private readonly log = new Logger('ApplyImport')

  constructor(
    private readonly database: Database,
    private readonly media: MediaFacade,
    private readonly examine: ExamineProduct,
    private readonly write: WriteProduct,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Writes one product; false when there is none left to write, or the import was stopped. */
  async step(id: string): Promise<boolean> {
    const item = await this.next(id)
    if (item === undefined) return this.finish(id)
    try {
      await this.database.transaction((tx) => this.apply(tx, id, item.code))
    } catch (error) {
      await this.failed(id, item, error)
    }
    return true
  }

  private next(id: string): Promise<Item | undefined> {
    return this.database.maybe<Item>(
      `select p.code, p.row, p.verdict, p.seen_version as "seenVersion", p.tries from product_import_products p
         join product_imports i on i.id = p.import_id and i.state = 'applying'
        where p.import_id = $1 and p.verdict in ('new', 'changed') and p.outcome is null order by p.row limit 1`,
      [id],
    )
  }

  /** The import is held, so that a stop falls between two products and two workers never write the same one. */
  private async apply(tx: Tx, id: string, code: string): Promise<void> {
    const staging = await heldIn(tx, id, 'applying')
    const item = await tx.maybe<Item>(
      `select code, row, verdict, seen_version as "seenVersion", tries from product_import_products
        where import_id = $1 and code = $2 and outcome is null`,
      [id, code],
    )
    if (staging === undefined || item === undefined) return
    const rows = present((await rowsOfProducts(tx, id, [code])).get(code), `rows of ${code}`)
    const names = await SheetNames.load(tx, await mentionedIn(tx, this.media, rows))
    const examined = await this.examine.run(tx, { code, rows, columns: new Set(staging.columns), names })
    this.assertAsSeen(item, examined)
    const productId = await this.written(tx, staging, item, examined)
    await tx.execute(
      `update product_import_products set outcome = 'applied', product_id = $3 where import_id = $1 and code = $2`,
      [id, code, productId],
    )
    await this.touch(tx, id)
  }

  /** What was checked and shown is what is written, or nothing is. */
  private assertAsSeen({ row, seenVersion }: Item, { verdict, product, flaws }: Examined): void {
    if ((product?.version ?? null) !== seenVersion)
      throw new Lost([{ row, column: 'productCode', code: 'CHANGED_MEANWHILE' }])
    if (verdict === 'refused') throw new Lost(flaws)
  }

  private async written(tx: Tx, staging: Staging, { code, row }: Item, examined: Examined): Promise<string> {
    if (examined.verdict === 'unchanged') return present(examined.product, code).id
    try {
      return await this.write.run(tx, staging, code, examined)
    } catch (error) {
      if (isDomainError(error) && !BUSY.includes(error.code)) throw new Lost(flawsOfRefusal(error, examined.draft, row))
      throw error
    }
  }

  private async failed(id: string, { code, row, tries }: Item, error: unknown): Promise<void> {
    if (error instanceof Lost) return this.lose(id, code, error.flaws)
    if (error instanceof DomainError && BUSY.includes(error.code)) throw error
    this.log.error(`${id} ${code}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    if (tries + 1 >= MAX_TRIES) return this.lose(id, code, [{ row, column: 'productCode', code: 'FAILED' }])
    await this.database.execute(
      'update product_import_products set tries = tries + 1 where import_id = $1 and code = $2',
      [id, code],
    )
    throw error
  }

  private async lose(id: string, code: string, flaws: readonly SheetFlaw[]): Promise<void> {
    await this.database.transaction(async (tx) => {
      if ((await heldIn(tx, id, 'applying')) === undefined) return
      const lost = await tx.execute(
        `update product_import_products set outcome = 'refused' where import_id = $1 and code = $2 and outcome is null`,
        [id, code],
      )
      if (lost === 1) await addFlaws(tx, id, flaws)
      await this.touch(tx, id)
    })
  }

  private async touch(tx: Tx, id: string): Promise<void> {
    await tx.execute('update product_imports set touched_at = $2 where id = $1', [id, isoOf(this.clock.now())])
  }

  private async finish(id: string): Promise<boolean> {
    await this.database.transaction((tx) =>
      tx.execute(
        `update product_imports set state = 'done', finished_at = $2, touched_at = $2 where id = $1 and state = 'applying'
            and not exists (select 1 from product_import_products
                             where import_id = $1 and verdict in ('new', 'changed') and outcome is null)`,
        [id, isoOf(this.clock.now())],
      ),
    )
    return false
  }
}
