import { Inject, Injectable } from '@nestjs/common'
import type { VideoView } from '@jishi/contracts/media/media.schema'
import { videoPath, type MediaKind, type MediaPurpose, type MemberPurpose } from '@jishi/contracts/media/media.terms'
import type { Picture } from '@jishi/contracts/primitives.schema'
import type { PictureWidth } from '@jishi/contracts/primitives.terms'
import { assert } from '@jishi/kernel/assert'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { randomName } from '../../infra/crypto/random.js'
import type { Sql, Tx } from '../../infra/database/sql.js'
import { FILE_STORE, type FileStore } from '../../infra/storage/file-store.js'
import { fileLabel } from './domain/file-facts.js'
import { pictureKey } from './media-key.js'
import { renderPicture, type RenderedPicture } from './render-picture.js'

export type PicturePurpose = MediaPurpose

interface Named {
  /** For people who look through the pictures; never part of an address. */
  readonly name: string
  readonly purpose: PicturePurpose | MemberPurpose
  /** Who sent it, where it is a member's. */
  readonly memberId?: string
}

/** Whose picture it has to be, and what it was sent for. */
interface Sender {
  readonly memberId: string
  readonly purpose: MemberPurpose
}

interface Held extends Picture {
  /** Never shown anywhere before. */
  readonly fresh: boolean
}

const byId = (held: readonly Held[]): Map<string, Picture> =>
  new Map(held.map(({ fresh: _fresh, ...picture }) => [picture.id, picture]))

const POSTER = `case when p.id is not null
  then jsonb_build_object('id', p.id, 'width', p.width, 'height', p.height, 'colour', p.colour) end`

/** Pictures and films of the shop: kept under names nobody can guess. */
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

  /** Writes the files of a picture that has no row yet; before the Tx that calls `put` with the same id. */
  async store(id: string, { variants }: RenderedPicture): Promise<void> {
    assert(variants.size > 0, 'a picture has at least one variant')
    await Promise.all(
      [...variants].map(([width, bytes]: [PictureWidth, Uint8Array]) => this.files.put(pictureKey(id, width), bytes)),
    )
  }

  /**
   * Keeps a picture and answers what the wire carries of it. `bytes` are rendered here; whoever has rendered
   * variants already (the demo shop, an upload route outside its Tx) hands them in, and whoever has stored them under an
   * id as well hands that in too. Should the Tx roll back, the files stay behind under a name that nothing refers to.
   */
  async put(
    tx: Tx,
    given: Named & ({ readonly bytes: Uint8Array } | { readonly rendered: RenderedPicture; readonly id?: string }),
  ): Promise<Picture> {
    const rendered = 'rendered' in given ? given.rendered : await renderPicture(given.bytes)
    const stored = 'rendered' in given ? given.id : undefined
    const id = stored ?? randomName()
    if (stored === undefined) await this.store(id, rendered)
    const { width, height, colour } = rendered
    const bytes = [...rendered.variants.values()].reduce((sum, variant) => sum + variant.length, 0)
    await tx.execute(
      `insert into media (id, name, purpose, width, height, colour, bytes, created_at, member_id)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        ...[id, given.name.slice(0, 120), given.purpose, width, height, colour, bytes, isoOf(this.clock.now())],
        given.memberId ?? null,
      ],
    )
    return { id, width, height, colour }
  }

  /** The pictures that exist among these ids, to be shown. */
  async pictures(reader: Sql, ids: readonly string[]): Promise<Map<string, Picture>> {
    if (ids.length === 0) return new Map()
    const rows = await reader.rows<Picture>(
      `select id, width, height, colour from media where id = any($1::text[]) and kind = 'picture'`,
      [[...new Set(ids)]],
    )
    return new Map(rows.map((row) => [row.id, row]))
  }

  /**
   * The pictures among these ids that may be put somewhere, for a Tx that is about to refer to them: until it ends none of
   * them can be put away, and one that has been is not among the answers.
   */
  async usable(tx: Tx, ids: readonly string[]): Promise<Map<string, Picture>> {
    if (ids.length === 0) return new Map()
    return byId(await this.hold(tx, ids, 'picture'))
  }

  /** The same for pictures that this member sent for this purpose; nobody else's are among the answers. */
  async usableOfMember(
    tx: Tx,
    memberId: string,
    purpose: MemberPurpose,
    ids: readonly string[],
  ): Promise<Map<string, Picture>> {
    if (ids.length === 0) return new Map()
    return byId(await this.hold(tx, ids, 'picture', { memberId, purpose }))
  }

  /** The films that exist among these ids, with their posters. */
  async videos(reader: Sql, ids: readonly string[]): Promise<Map<string, VideoView>> {
    if (ids.length === 0) return new Map()
    const rows = await reader.rows<Omit<VideoView, 'url'>>(
      `select m.id, m.bytes, m.seconds, ${POSTER} as poster from media m left join media p on p.id = m.poster_id
        where m.id = any($1::text[]) and m.kind = 'video'`,
      [[...new Set(ids)]],
    )
    return new Map(rows.map((row) => [row.id, { ...row, url: videoPath(row.id) }]))
  }

  /** One film for a Tx that is about to refer to it; undefined when there is none, or it has been put away. */
  async usableVideo(tx: Tx, id: string): Promise<VideoView | undefined> {
    const [film] = await this.hold(tx, [id], 'video')
    return film === undefined ? undefined : (await this.videos(tx, [id])).get(id)
  }

  /** Ids by what people call pictures or films: an id itself, or the name of a file, which several may have. */
  async called(reader: Sql, names: readonly string[], kind: MediaKind): Promise<Map<string, string[]>> {
    if (names.length === 0) return new Map()
    const rows = await reader.rows<{ id: string; name: string }>(
      `select id, name from media where (id = any($1::text[]) or name = any($2::text[])) and kind = $3
          and member_id is null and archived_at is null order by created_at, id`,
      [names, names.map(fileLabel), kind],
    )
    const idsOf = (name: string): string[] =>
      rows.some(({ id }) => id === name)
        ? [name]
        : rows.filter((row) => row.name === fileLabel(name)).map(({ id }) => id)
    return new Map(names.map((name) => [name, idsOf(name)]))
  }

  /** Locks in the order of the names, as everybody does; whoever puts one away waits for us, or we for him. */
  private async hold(tx: Tx, ids: readonly string[], kind: MediaKind, sender?: Sender): Promise<Held[]> {
    const held = await tx.rows<Held>(
      `select id, width, height, colour, used_at is null as fresh from media
        where id = any($1::text[]) and kind = $2 and archived_at is null
          and member_id is not distinct from $3 and ($3::uuid is null or purpose = $4) order by id for key share`,
      [[...new Set(ids)], kind, sender?.memberId ?? null, sender?.purpose ?? null],
    )
    const fresh = held.filter((row) => row.fresh).map(({ id }) => id)
    if (fresh.length > 0)
      await tx.execute(
        `update media as m set used_at = $2 from (select id from media where id = any($1::text[]) and used_at is null
           order by id for no key update) as f where m.id = f.id`,
        [fresh, isoOf(this.clock.now())],
      )
    return held
  }
}
