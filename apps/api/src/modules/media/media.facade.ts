import { Inject, Injectable } from '@nestjs/common'
import type { MediaPurpose } from '@jishi/contracts/media/media.terms'
import type { Picture } from '@jishi/contracts/primitives.schema'
import type { PictureWidth } from '@jishi/contracts/primitives.terms'
import { assert } from '@jishi/kernel/assert'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { randomName } from '../../infra/crypto/random.js'
import type { Sql, Tx } from '../../infra/database/sql.js'
import { FILE_STORE, type FileStore } from '../../infra/storage/file-store.js'
import { pictureKey } from './picture-key.js'
import { renderPicture, type RenderedPicture } from './render-picture.js'

export type PicturePurpose = MediaPurpose

interface Named {
  /** For people who look through the pictures; never part of an address. */
  readonly name: string
  readonly purpose: PicturePurpose
}

/** Pictures of the shop: kept in a few widths under names nobody can guess. */
@Injectable()
export class MediaFacade {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(FILE_STORE) private readonly files: FileStore,
  ) {}

  /** Draws the uploaded bytes anew in every width. Takes a while: call it before opening a Tx. Throws PICTURE_REFUSED. */
  render(bytes: Uint8Array): Promise<RenderedPicture> {
    return renderPicture(bytes)
  }

  /**
   * Keeps a picture and answers what the wire carries of it. `bytes` are rendered here; whoever has rendered
   * variants already (the demo shop, an upload route outside its Tx) hands them in. Should the Tx roll back, the
   * files stay behind under a name that nothing refers to.
   */
  async put(
    tx: Tx,
    given: Named & ({ readonly bytes: Uint8Array } | { readonly rendered: RenderedPicture }),
  ): Promise<Picture> {
    const rendered = 'rendered' in given ? given.rendered : await renderPicture(given.bytes)
    const id = randomName()
    await this.store(id, rendered)
    const { width, height, colour } = rendered
    const bytes = [...rendered.variants.values()].reduce((sum, variant) => sum + variant.length, 0)
    await tx.execute(
      `insert into media (id, name, purpose, width, height, colour, bytes, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [id, given.name.slice(0, 120), given.purpose, width, height, colour, bytes, isoOf(this.clock.now())],
    )
    return { id, width, height, colour }
  }

  /** The pictures that exist among these ids. */
  async pictures(reader: Sql, ids: readonly string[]): Promise<Map<string, Picture>> {
    if (ids.length === 0) return new Map()
    const rows = await reader.rows<Picture>('select id, width, height, colour from media where id = any($1::text[])', [
      [...new Set(ids)],
    ])
    return new Map(rows.map((row) => [row.id, row]))
  }

  private async store(id: string, { variants }: RenderedPicture): Promise<void> {
    assert(variants.size > 0, 'a picture has at least one variant')
    await Promise.all(
      [...variants].map(([width, bytes]: [PictureWidth, Uint8Array]) => this.files.put(pictureKey(id, width), bytes)),
    )
  }
}
