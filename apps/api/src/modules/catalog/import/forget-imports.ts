import { Inject, Injectable } from '@nestjs/common'
import { IMPORT_KEPT_DAYS, type SheetFormat } from '@jishi/contracts/catalog/product-import.terms'
import { addDays, hourMs, isoOf, type Instant } from '@jishi/kernel/time'
import { Database } from '../../../infra/database/database.js'
import { FILE_STORE, type FileStore } from '../../../infra/storage/file-store.js'
import { Sweep } from '../../../infra/worker/decorators.js'
import { fileKey } from './staging.js'

const MOST_AT_ONCE = 10

/**
 * Forgets imports nobody has touched for long: what stands in their rows was written to the products or never will be. Who
 * brought and applied which file stays in the audit log.
 */
@Injectable()
export class ForgetImports {
  constructor(
    private readonly database: Database,
    @Inject(FILE_STORE) private readonly files: FileStore,
  ) {}

  @Sweep('catalog.old-imports', hourMs)
  async forget(now: Instant): Promise<number> {
    for (let forgotten = 0; forgotten < MOST_AT_ONCE; forgotten += 1) if (!(await this.forgetOne(now))) return forgotten
    return MOST_AT_ONCE
  }

  /** One that is being applied at this moment is held, and passed over. Its file goes when nothing is held any more. */
  private forgetOne(now: Instant): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const old = await tx.maybe<{ id: string; format: SheetFormat }>(
        `select id, format from product_imports
          where state in ('ready', 'done', 'stopped', 'refused') and touched_at < $1
          order by touched_at limit 1 for update skip locked`,
        [isoOf(addDays(now, -IMPORT_KEPT_DAYS))],
      )
      if (old === undefined) return false
      await tx.execute('delete from product_import_rows where import_id = $1', [old.id])
      await tx.execute('delete from product_import_products where import_id = $1', [old.id])
      await tx.execute('delete from product_imports where id = $1', [old.id])
      tx.afterCommit(() => this.files.remove(fileKey(old.id, old.format)))
      return true
    })
  }
}
