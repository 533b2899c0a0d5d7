import type { ProductEditBody, ProductForm } from '@jishi/contracts/catalog/catalog-editing.schema'
import type { FreightTemplateBody } from '@jishi/contracts/catalog/freight.schema'
import type { MediaItem, TicketBody, UploadTicket } from '@jishi/contracts/media/media.schema'
import type { Shop } from './shop.js'

const CSRF = { 'x-jishi-csrf': '1' }
const JSON_BODY = { 'content-type': 'application/json' }

/** An operator whose hands do not matter here: only what they change in the catalogue does. */
export class CatalogueDesk {
  private constructor(
    private readonly shop: Shop,
    private readonly cookie: string,
  ) {}

  static async open(shop: Shop): Promise<CatalogueDesk> {
    const owner = shop.accounts.operators.find(({ role }) => role === 'owner')
    const answer = await fetch(`${shop.url}/api/admin/auth/sign-in`, {
      method: 'POST',
      headers: { ...CSRF, ...JSON_BODY },
      body: JSON.stringify({ username: owner?.username, password: owner?.password }),
    })
    if (!answer.ok) throw new Error(`the operator cannot sign in: ${answer.status} ${await answer.text()}`)
    return new CatalogueDesk(shop, (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '')
  }

  /** Takes the same amount off every SKU of a product. */
  async takeOff(productId: string, fen: number): Promise<void> {
    await this.edit(productId, ({ skus, ...rest }) => ({
      ...rest,
      skus: skus.map((sku) => ({ ...sku, priceFen: sku.priceFen - fen })),
    }))
  }

  /** Puts a film before the pictures of a product. */
  async giveFilm(productId: string, videoId: string): Promise<void> {
    await this.edit(productId, (body) => ({ ...body, videoId }))
  }

  /** A way to charge for parcels that these products travel by from now on. */
  async travelBy(freight: FreightTemplateBody, productIds: readonly string[]): Promise<void> {
    const { id } = await this.ask<{ id: string }>('POST', 'freight-templates', freight)
    for (const productId of productIds) await this.edit(productId, (body) => ({ ...body, freightTemplateId: id }))
  }

  /** Into the media library, as the admin's page does it; answers its key. */
  async bringFilm(film: Uint8Array): Promise<string> {
    const about: TicketBody = { purpose: 'product', type: 'video/mp4', bytes: film.length, name: '开箱.mp4' }
    const { id, url, headers } = await this.ask<UploadTicket>('POST', 'media/tickets', about)
    const sent = await fetch(new URL(url, this.shop.url), {
      method: 'PUT',
      headers: { ...headers, ...CSRF, cookie: this.cookie },
      body: new Uint8Array(film),
    })
    if (!sent.ok) throw new Error(`the film was not taken: ${sent.status} ${await sent.text()}`)
    return (await this.ask<MediaItem>('POST', `media/tickets/${id}/finish`)).id
  }

  /** Saves a product as its form says, with what is changed of it. */
  private async edit(productId: string, change: (body: ProductEditBody) => ProductEditBody): Promise<void> {
    const form = await this.ask<ProductForm>('GET', `products/${productId}/form`)
    const { id: _id, state: _state, pictures, detailPictures, video, related, skus, ...kept } = form
    const body: ProductEditBody = {
      ...kept,
      pictureIds: pictures.map(({ id }) => id),
      detailPictureIds: detailPictures.map(({ id }) => id),
      relatedIds: related.map(({ id }) => id),
      videoId: video?.id ?? null,
      skus: skus
        .filter(({ archived }) => !archived)
        .map(({ values, externalCode, barcode, priceFen, costFen, floorFen, weightG, volumeCm3, picture, onSale }) => ({
          ...{ values, externalCode, barcode, costFen, floorFen, weightG, volumeCm3, onSale, priceFen },
          pictureId: picture?.id ?? null,
        })),
    }
    await this.ask('PUT', `products/${productId}`, change(body))
  }

  private async ask<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(`${this.shop.url}/api/admin/${path}`, {
      method,
      headers: {
        cookie: this.cookie,
        ...CSRF,
        ...(method === 'GET' ? {} : { 'idempotency-key': crypto.randomUUID() }),
        ...(body === undefined ? {} : JSON_BODY),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as T
  }
}
