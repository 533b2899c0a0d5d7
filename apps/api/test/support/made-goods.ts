import { fen } from '@jishi/kernel/money'
import type { Id } from '@jishi/kernel/id'
import type { Tx } from '../../src/infra/database/sql.js'
import { CatalogFacade, type MadeProduct, type NewProduct } from '../../src/modules/catalog/index.js'
import { InventoryFacade } from '../../src/modules/inventory/index.js'
import type { TestApp } from './test-app.js'

export interface GoodsOptions extends Partial<Omit<NewProduct, 'categoryId' | 'skus' | 'options'>> {
  /** One SKU for each price, named 规格 1, 规格 2 …; a single price makes a product without options. */
  readonly pricesFen?: readonly number[]
  /** Pieces received of every SKU; 0 receives nothing. */
  readonly stock?: number
  readonly categoryId?: Id<'category'>
}

let made = 0

/** Categories and products for tests, made through the same doors as everybody's. */
export class MadeGoods {
  private defaultCategory: Promise<Id<'category'>> | undefined

  constructor(private readonly shop: TestApp) {}

  category(name = '鲜果', parentId?: Id<'category'>): Promise<Id<'category'>> {
    made += 1
    const code = `category-${made}`
    return this.shop.database.transaction((tx) =>
      this.shop.get(CatalogFacade).createCategory(tx, { code, name, parentId, position: made }),
    )
  }

  async product(options: GoodsOptions = {}): Promise<MadeProduct> {
    const { pricesFen = [2_990], stock = 100, ...rest } = options
    made += 1
    const code = `product-${made}`
    const names = pricesFen.map((_, index) => `规格 ${index + 1}`)
    const categoryId = options.categoryId ?? (await (this.defaultCategory ??= this.category()))
    return this.shop.database.transaction(async (tx) => {
      const product = await this.shop.get(CatalogFacade).createProduct(tx, {
        code,
        title: `测试商品 ${made}`,
        subtitle: '新鲜好吃',
        state: 'on_shelf',
        pictureIds: [],
        services: [{ name: '坏果包赔', note: '签收 24 小时内联系客服' }],
        paragraphs: ['产地直发。'],
        parameters: [{ name: '产地', value: '陕西洛川' }],
        keywords: ['水果'],
        noReasonReturn: true,
        ...rest,
        categoryId,
        options: pricesFen.length > 1 ? [{ name: '规格', values: names }] : [],
        skus: pricesFen.map((priceFen, index) => ({
          values: pricesFen.length > 1 ? [names[index] ?? ''] : [],
          externalCode: `${code}-${index + 1}`,
          weightG: 500,
          priceFen: fen(priceFen),
        })),
      })
      const receipts = product.skus.map(({ skuId }) => ({ skuId, qty: stock, reference: `opening:${skuId}` }))
      if (stock > 0 && rest.kind === 'card_secret') await this.codes(tx, product, stock)
      else if (stock > 0) await this.shop.get(InventoryFacade).receiveAll(tx, receipts)
      return product
    })
  }

  /** Codes are the stock of such goods: CODE-<number of the product>-<place>, each SKU its own. */
  private async codes(tx: Tx, { skus }: MadeProduct, stock: number): Promise<void> {
    for (const { skuId, externalCode } of skus) {
      const rows = Array.from({ length: stock }, (_, at) => ({ row: at + 1, text: `CODE-${externalCode}-${at + 1}` }))
      await this.shop.get(InventoryFacade).enterSecrets(tx, { id: skuId, skuId, batch: '开业', rows })
    }
  }
}
