import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { MediaItem, TicketBody, UploadTicket } from '@jishi/contracts/media/media.schema'
import { PERMISSIONS } from '@jishi/contracts/identity/identity.terms'
import sharp from 'sharp'
import { CatalogModule } from '../../src/modules/catalog/index.js'
import { InventoryModule } from '../../src/modules/inventory/index.js'
import { MediaModule } from '../../src/modules/media/index.js'
import { SettingsModule } from '../../src/modules/settings/index.js'
import { ShopfrontModule } from '../../src/modules/shopfront/index.js'
import { KnownActors, type Headers } from './known-actors.js'
import { MadeGoods } from './made-goods.js'
import type { S3Bucket } from './s3-bucket.js'
import { clientOf, Refused, type ShopClient } from './shopper.js'
import { startTestApp, type TestApp } from './test-app.js'

export const MB = 1024 * 1024

export const drawnPng = (width = 300, height = 200, background = '#d93e18'): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer()

/** An operator of the media library over real HTTP, with the files on disk or in a bucket. */
export class MediaDesk {
  readonly actors: KnownActors
  readonly headers: Headers
  readonly api: ShopClient
  readonly goods: MadeGoods

  private constructor(
    readonly shop: TestApp,
    private readonly bucket: S3Bucket | undefined,
  ) {
    this.actors = new KnownActors(shop)
    this.headers = this.actors.operator(PERMISSIONS)
    this.api = clientOf(shop, this.headers)
    this.goods = new MadeGoods(shop)
  }

  static async open(bucket?: S3Bucket, env: Readonly<Record<string, string>> = {}): Promise<MediaDesk> {
    const shop = await startTestApp({
      modules: [SettingsModule, MediaModule, CatalogModule, InventoryModule, ShopfrontModule],
      routeCheck: false,
      worker: false,
      env: { ...bucket?.environment(), ...env },
    })
    return new MediaDesk(shop, bucket)
  }

  ticket(body: Partial<TicketBody> = {}): Promise<UploadTicket> {
    const given: TicketBody = { purpose: 'product', type: 'image/png', bytes: 1, name: '苹果.png', ...body }
    return this.api.media.openTicket({ body: given })
  }

  /** What a browser does with a ticket's address; answers the status. */
  async put({ url, headers }: UploadTicket, file: Uint8Array, over: Record<string, string> = {}): Promise<number> {
    const own: Record<string, string> = url.startsWith('/') ? { cookie: this.headers['cookie'] ?? '' } : {}
    const answer = await fetch(new URL(url, this.shop.url), {
      method: 'PUT',
      headers: { ...headers, ...own, ...over },
      body: new Uint8Array(file),
    })
    await answer.arrayBuffer()
    return answer.status
  }

  /** Ticket, file and finish in one. */
  async bring(file: Uint8Array, body: Partial<TicketBody> = {}): Promise<MediaItem> {
    const ticket = await this.ticket({ bytes: file.length, ...body })
    await this.put(ticket, file)
    return this.finish(ticket)
  }

  finish({ id }: Pick<UploadTicket, 'id'>): Promise<MediaItem> {
    return this.api.media.finishTicket({ params: { id } })
  }

  /** Everything that lies in the store, as keys. */
  kept(): string[] {
    if (this.bucket !== undefined) return [...this.bucket.objects.keys()].sort()
    const { dataDir } = this.shop.config
    return ['incoming', 'media']
      .filter((top) => existsSync(join(dataDir, top)))
      .flatMap((top) =>
        readdirSync(join(dataDir, top), { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name).slice(dataDir.length + 1)),
      )
      .sort()
  }

  async rows(table: 'media' | 'media_tickets'): Promise<number> {
    return (await this.shop.database.one<{ n: number }>(`select count(*) as n from ${table}`)).n
  }

  close(): Promise<void> {
    return this.shop.close()
  }
}

/** How a call was refused: status, code and reason. */
export const refusalOf = async (work: Promise<unknown>): Promise<unknown[]> => {
  const error: unknown = await work.then(
    () => undefined,
    (refusal: unknown) => refusal,
  )
  if (!(error instanceof Refused)) return [error]
  const reason = (error.body.details as { reason?: string } | undefined)?.reason
  return [error.status, error.body.code, ...(reason === undefined ? [] : [reason])]
}
