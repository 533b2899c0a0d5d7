import { Injectable } from '@nestjs/common'
import { isDomainError } from '@jishi/kernel/errors'
import { Database } from '../../../infra/database/database.js'
import type { SheetFlaw } from './domain/sheet-text.js'
import type { Examined } from './examine-product.js'
import { flawsOfRefusal } from './flaw-places.js'
import type { Staging } from './staging.js'
import { WriteProduct } from './write-product.js'

/** The one way out of a rehearsal that went well. */
class Rehearsed extends Error {}

/** What is too busy says nothing about the product. */
export const BUSY: readonly string[] = ['OVERLOADED', 'UNAVAILABLE']

/**
 * Writes a product by the very use cases that will write it and undoes all of it: whatever they refuse, they refuse here, today and
 * after the next rule somebody adds to them. Nothing is told to anybody, because nothing is ever committed.
 */
@Injectable()
export class RehearseProduct {
  constructor(
    private readonly database: Database,
    private readonly write: WriteProduct,
  ) {}

  async run(staging: Staging, code: string, examined: Examined): Promise<readonly SheetFlaw[]> {
    if (examined.verdict === 'refused' || examined.verdict === 'unchanged') return examined.flaws
    try {
      await this.database.transaction(async (tx) => {
        await this.write.run(tx, staging, code, examined)
        throw new Rehearsed()
      })
      return []
    } catch (error) {
      if (error instanceof Rehearsed) return []
      if (!isDomainError(error) || BUSY.includes(error.code)) throw error
      const [row = 1] = examined.draft.skuRows.filter((each) => each !== null)
      return flawsOfRefusal(error, examined.draft, row)
    }
  }
}
