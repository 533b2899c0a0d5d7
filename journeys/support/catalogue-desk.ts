import type { ProductForm } from '@jishi/contracts/catalog/catalog-editing.schema'
import type { Shop } from './shop.js'

const HEADERS = { 'x-jishi-csrf': '1', 'content-type': 'application/json' }

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
      headers: HEADERS,
      body: JSON.stringify({ username: owner?.username, password: owner?.password }),
    })
    if (!answer.ok) throw new Error(`the operator cannot sign in: ${answer.status} ${await answer.text()}`)
    return new CatalogueDesk(shop, (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '')
  }

  /** Takes the same amount off every SKU of a product. */
  async takeOff(productId: string, fen: number): Promise<void> {
    const form = await this.ask<ProductForm>('GET', `products/${productId}/form`)
    const { id: _id, state: _state, pictures, detailPictures, video, related, skus, ...kept } = form
    await this.ask('PUT', `products/${productId}`, {
      ...kept,
      pictureIds: pictures.map(({ id }) => id),
      detailPictureIds: detailPictures.map(({ id }) => id),
      relatedIds: related.map(({ id }) => id),
      videoId: video?.id ?? null,
      skus: skus
        .filter(({ archived }) => !archived)
        .map(({ values, externalCode, barcode, priceFen, costFen, floorFen, weightG, volumeCm3, picture, onSale }) => ({
          ...{ values, externalCode, barcode, costFen, floorFen, weightG, volumeCm3, onSale },
          priceFen: priceFen - fen,
          pictureId: picture?.id ?? null,
        })),
    })
  }

  private async ask<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(`${this.shop.url}/api/admin/${path}`, {
      method,
      headers: {
        cookie: this.cookie,
        ...HEADERS,
        ...(body === undefined ? {} : { 'idempotency-key': crypto.randomUUID() }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as T
  }
}
