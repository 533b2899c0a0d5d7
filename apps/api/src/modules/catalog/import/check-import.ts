import { Inject, Injectable } from '@nestjs/common'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Database } from '../../../infra/database/database.js'
import { json, type Tx } from '../../../infra/database/sql.js'
import { MediaFacade } from '../../media/index.js'
import type { SheetFlaw } from './domain/sheet-text.js'
import { ExamineProduct, type Examined } from './examine-product.js'
import { mentionedIn } from './mentioned.js'
import { RehearseProduct } from './rehearse-product.js'
import { SheetNames } from './sheet-names.js'
import { heldIn, rowsOfProducts, stagingOf, type Staging } from './staging.js'

const BATCH = 25

interface Verdict {
  readonly code: string
  readonly verdict: string
  readonly productId: string | null
  readonly seenVersion: number | null
  readonly flaws: readonly SheetFlaw[]
}

/** The dry run: a few products a step, each with its verdict and what is wrong with its rows. Nothing of the shop is changed. */
@Injectable()
export class CheckImport {
  constructor(
    private readonly database: Database,
    private readonly media: MediaFacade,
    private readonly examine: ExamineProduct,
    private readonly rehearse: RehearseProduct,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Does one step; false when there is none left to do, and the import has moved on. */
  async step(id: string): Promise<boolean> {
    const staging = await stagingOf(this.database, id)
    if (staging?.state !== 'checking') return false
    const next = await this.database.rows<{ code: string }>(
      'select code from product_import_products where import_id = $1 and verdict is null order by row limit $2',
      [id, BATCH],
    )
    if (next.length === 0) return this.finish(id)
    const codes = next.map(({ code }) => code)
    const verdicts = await this.verdicts(staging, codes)
    await this.database.transaction((tx) => this.keep(tx, id, verdicts))
    return true
  }

  private async verdicts(staging: Staging, codes: readonly string[]): Promise<Verdict[]> {
    const { id, columns } = staging
    const byCode = await rowsOfProducts(this.database, id, codes)
    const mentioned = await mentionedIn(this.database, this.media, [...byCode.values()].flat())
    const names = await SheetNames.load(this.database, mentioned)
    const spoilt = await this.spoilt(id, codes)
    const verdicts: Verdict[] = []
    for (const [code, rows] of byCode) {
      const examined = await this.examine.run(this.database, { code, rows, columns: new Set(columns), names })
      const flaws = await this.rehearse.run(staging, code, examined)
      verdicts.push(verdictOf(code, examined, flaws, spoilt.has(code)))
    }
    return verdicts
  }

  /** Products of which reading has refused a row already: none of them is written by halves. */
  private async spoilt(id: string, codes: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.database.rows<{ code: string }>(
      `select distinct product_code as code from product_import_rows
        where import_id = $1 and product_code = any($2::text[]) and flaws <> '[]'`,
      [id, codes],
    )
    return new Set(rows.map(({ code }) => code))
  }

  /** Should two workers have checked the same product, the first verdict stands, and its flaws are told once. */
  private async keep(tx: Tx, id: string, verdicts: readonly Verdict[]): Promise<void> {
    if ((await heldIn(tx, id, 'checking')) === undefined) return
    const kept = await tx.rows<{ code: string }>(
      `update product_import_products p set verdict = v.verdict, product_id = v."productId", seen_version = v."seenVersion"
         from jsonb_to_recordset($2) as v (code text, verdict text, "productId" uuid, "seenVersion" int)
        where p.import_id = $1 and p.code = v.code and p.verdict is null returning p.code`,
      [id, json(verdicts.map(({ flaws: _flaws, ...verdict }) => verdict))],
    )
    const codes = new Set(kept.map(({ code }) => code))
    await addFlaws(
      tx,
      id,
      verdicts.filter(({ code }) => codes.has(code)).flatMap(({ flaws }) => flaws),
    )
    await tx.execute('update product_imports set touched_at = $2 where id = $1', [id, isoOf(this.clock.now())])
  }

  private async finish(id: string): Promise<boolean> {
    await this.database.transaction((tx) =>
      tx.execute(
        `update product_imports set state = 'ready', checked_at = $2, touched_at = $2 where id = $1 and state = 'checking'
            and not exists (select 1 from product_import_products where import_id = $1 and verdict is null)`,
        [id, isoOf(this.clock.now())],
      ),
    )
    return false
  }
}

const verdictOf = (code: string, examined: Examined, flaws: readonly SheetFlaw[], spoilt: boolean): Verdict => ({
  code,
  verdict: spoilt || flaws.length > 0 ? 'refused' : examined.verdict,
  productId: examined.product?.id ?? null,
  seenVersion: examined.product?.version ?? null,
  flaws,
})

/** Tells each row what was found in it, once: what reading told already is not told again. */
export const addFlaws = async (tx: Tx, id: string, flaws: readonly SheetFlaw[]): Promise<void> => {
  if (flaws.length === 0) return
  await tx.execute(
    `update product_import_rows r set flaws = r.flaws || (
              select coalesce(jsonb_agg(f), '[]') from jsonb_array_elements(told.flaws) f
               where not r.flaws @> jsonb_build_array(jsonb_build_object('column', f -> 'column', 'code', f -> 'code')))
       from (select (f ->> 'row')::int as row, jsonb_agg(f) as flaws from jsonb_array_elements($2::jsonb) f group by 1) told
      where r.import_id = $1 and r.row = told.row`,
    [id, json(flaws)],
  )
}
