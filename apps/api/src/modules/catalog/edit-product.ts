import { Injectable } from '@nestjs/common'
import type { ProductEditBody } from '@jishi/contracts/catalog/catalog-editing.schema'
import type { SpuState } from '@jishi/contracts/catalog/catalog.terms'
import type { Picture } from '@jishi/contracts/primitives.schema'
import { DomainError } from '@jishi/kernel/errors'
import type { Id } from '@jishi/kernel/id'
import type { Instant } from '@jishi/kernel/time'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import type { Doer } from '../../infra/auth/actor.js'
import { json, type Tx } from '../../infra/database/sql.js'
import { MediaFacade } from '../media/index.js'
import { KindTies } from './kind-ties.js'
import { PermitCheck } from './permit-check.js'
import { assertComplete, checkProduct } from './product-checks.js'
import { differing, productSnapshot } from './product-snapshot.js'
import { assertVersion, ProductMarks } from './product-marks.js'
import { RewriteLabels } from './rewrite-labels.js'
import { RewriteMatrix } from './rewrite-matrix.js'

interface Held {
  readonly state: SpuState
  readonly kind: string
  readonly categoryId: string
}

/** Saves a product over the version its editor saw. Stock is not part of it: that moves by deltas of its own. */
@Injectable()
export class EditProduct {
  constructor(
    private readonly media: MediaFacade,
    private readonly permits: PermitCheck,
    private readonly matrix: RewriteMatrix,
    private readonly labels: RewriteLabels,
    private readonly ties: KindTies,
    private readonly marks: ProductMarks,
    private readonly auditLog: AuditLog,
  ) {}

  /**
   * Throws NOT_FOUND, VERSION_CONFLICT with what is there now, VALIDATION_FAILED, PRICE_BELOW_FLOOR, SKU_CODE_TAKEN, PRODUCT_KIND_FIXED; for goods on the shelf also PERMIT_MISSING
   * and PRODUCT_INCOMPLETE.
   */
  async run(tx: Tx, actor: Doer, id: Id<'product'>, body: ProductEditBody): Promise<Id<'product'>> {
    const { state, kind, categoryId } = await this.held(tx, id, body.version)
    if (kind !== body.kind) await this.ties.assertFree(tx, id)
    const before = await productSnapshot(tx, id)
    const picture = await checkProduct(tx, this.media, body, id)
    await this.updateSpu(tx, id, body, picture)
    await this.matrix.run(tx, id, body, picture)
    await this.labels.run(tx, id, body.categoryId, state, body)
    if (state === 'on_shelf') {
      await assertComplete(tx, id)
      if (categoryId !== body.categoryId) await this.permits.assertHeld(tx, body.categoryId)
    }
    await this.marks.edited(tx, [id], actor)
    await this.auditLog.write(tx, {
      actor,
      permission: 'product.write',
      action: 'product.changed',
      subject: { kind: 'product', id },
      ...differing(before, await productSnapshot(tx, id)),
    })
    return id
  }

  /** SKUs before their product, as everything that counts sales takes them. */
  private async held(tx: Tx, id: string, version: number): Promise<Held> {
    await tx.rows('select id from skus where spu_id = $1 order by id for no key update', [id])
    const found = await tx.maybe<Held & { version: number; editedAt: Instant | null; editedBy: string | null }>(
      `select state, kind, category_id as "categoryId", version, edited_at as "editedAt", edited_by as "editedBy" from spus where id = $1 and archived_at is null for no key update`,
      [id],
    )
    if (found === undefined) throw new DomainError('NOT_FOUND')
    assertVersion(found, version)
    return found
  }

  private async updateSpu(
    tx: Tx,
    id: string,
    body: ProductEditBody,
    picture: (pictureId: string) => Picture,
  ): Promise<void> {
    await tx.execute(
      `update spus set category_id = $2, title = $3, subtitle = $4, origin = $5, pictures = $6, detail_pictures = $7,
              services = $8, paragraphs = $9, parameters = $10, keywords = $11, no_reason_return = $12, kind = $13
        where id = $1`,
      [
        id,
        body.categoryId,
        body.title,
        body.subtitle,
        body.origin,
        json(body.pictureIds.map(picture)),
        json(body.detailPictureIds.map(picture)),
        json(body.services),
        json(body.paragraphs),
        json(body.parameters),
        body.keywords.join(' '),
        body.noReasonReturn,
        body.kind,
      ],
    )
  }
}
