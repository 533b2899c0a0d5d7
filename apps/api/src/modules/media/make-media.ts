import { Inject, Injectable } from '@nestjs/common'
import { buffer } from 'node:stream/consumers'
import { MAX_UPLOAD_BYTES, UPLOAD_TYPES } from '@jishi/contracts/media/media.terms'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Config } from '../../infra/config/config.js'
import { CONFIG } from '../../infra/config/config.js'
import type { Tx } from '../../infra/database/sql.js'
import { FILE_STORE, type FileStore } from '../../infra/storage/file-store.js'
import { filmFacts, type FilmFacts } from './domain/film-facts.js'
import { looksLike } from './domain/file-facts.js'
import { filmKey, keysOf, waitingKey } from './media-key.js'
import { kindOf, type Ticket } from './media-tickets.js'
import { MediaFacade } from './media.facade.js'
import { refused, type RenderedPicture } from './render-picture.js'
import { RenderTurns } from './render-turns.js'

/** What was made of a file and lies in the store under its name; nothing knows of it until its row is written. */
export type MadeMedia =
  | { readonly kind: 'picture'; readonly rendered: RenderedPicture }
  | { readonly kind: 'video'; readonly facts: FilmFacts; readonly bytes: number }

/** Stands in while a film's first picture loads. */
const FILM_COLOUR = '#221d17'

const filmRefused = (reason: string): DomainError => new DomainError('VIDEO_REFUSED', { reason })

/** Makes a picture or a film of the file that waits for a ticket. What the ticket announced is never believed. */
@Injectable()
export class MakeMedia {
  constructor(
    private readonly media: MediaFacade,
    @Inject(RenderTurns) private readonly turns: RenderTurns,
    @Inject(FILE_STORE) private readonly files: FileStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Throws UPLOAD_INCOMPLETE while there is no file, and PICTURE_REFUSED or VIDEO_REFUSED with its reason. */
  async run(ticket: Ticket): Promise<MadeMedia> {
    return kindOf(ticket) === 'video' ? this.film(ticket) : this.picture(ticket)
  }

  /** Nothing of a file that is not wanted stays. */
  async discard(ticket: Ticket): Promise<void> {
    const keys = [waitingKey(ticket.id), ...keysOf(ticket.mediaId, kindOf(ticket))]
    for (const key of keys) await this.files.remove(key)
  }

  async write(tx: Tx, ticket: Ticket, made: MadeMedia): Promise<void> {
    const { mediaId: id, name, purpose } = ticket
    if (made.kind === 'picture') {
      await this.media.put(tx, { id, name, purpose, rendered: made.rendered })
      return
    }
    const { width, height, seconds } = made.facts
    await tx.execute(
      `insert into media (id, kind, name, purpose, width, height, colour, bytes, seconds, created_at)
       values ($1, 'video', $2, $3, $4, $5, $6, $7, $8, $9)`,
      [id, name, purpose, width, height, FILM_COLOUR, made.bytes, seconds, isoOf(this.clock.now())],
    )
  }

  private async picture({ id, mediaId, type }: Ticket): Promise<MadeMedia> {
    const file = await this.files.get(waitingKey(id))
    if (file === undefined) throw new DomainError('UPLOAD_INCOMPLETE')
    if (file.bytes > MAX_UPLOAD_BYTES) {
      file.stream.destroy()
      throw refused('too_large')
    }
    const bytes = await buffer(file.stream)
    const known = UPLOAD_TYPES.find((each) => each === type)
    if (known === undefined || !looksLike(known, bytes)) throw refused('not_its_type')
    const rendered = await this.turns.take(() => this.media.render(bytes))
    await this.media.store(mediaId, rendered)
    return { kind: 'picture', rendered }
  }

  /**
   * The film gets its name first and is looked at there, where no upload address leads: what was looked at is what is
   * served. One that got its name before a crash is taken as it is.
   */
  private async film({ id, mediaId }: Ticket): Promise<MadeMedia> {
    const key = filmKey(mediaId)
    if ((await this.files.stat(key)) === undefined && !(await this.files.move(waitingKey(id), key)))
      throw new DomainError('UPLOAD_INCOMPLETE')
    const bytes = (await this.files.stat(key))?.bytes ?? 0
    if (bytes > this.config.videoMaxBytes) throw filmRefused('too_large')
    const facts = await filmFacts(bytes, (from, length) => this.part(key, from, Math.min(from + length, bytes)))
    if (typeof facts === 'string') throw filmRefused(facts)
    return { kind: 'video', facts, bytes }
  }

  private async part(key: string, from: number, end: number): Promise<Uint8Array> {
    if (end <= from) return Buffer.alloc(0)
    const file = await this.files.get(key, { from, to: end - 1 })
    if (file === undefined) throw new DomainError('UPLOAD_INCOMPLETE')
    return buffer(file.stream)
  }
}
