import { Inject, Injectable } from '@nestjs/common'
import type { Platform } from '@jishi/contracts/order/order.terms'
import { PAGE_SIZE } from '@jishi/contracts/primitives.terms'
import type { HomeView } from '@jishi/contracts/shopfront/shopfront.schema'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Sql } from '../../infra/database/sql.js'
import { CatalogFacade } from '../catalog/index.js'
import { MediaFacade } from '../media/index.js'
import { shopperContext } from '../pricing/index.js'
import { SettingsFacade, type Banner } from '../settings/index.js'
import { ProductCards } from './product-cards.js'
import { cursorBehind, DEFAULT_SORT } from './product-list.js'

const BEST = 6

/** The first page of the shop, in five statements. */
@Injectable()
export class HomePage {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly settings: SettingsFacade,
    private readonly catalog: CatalogFacade,
    private readonly media: MediaFacade,
    private readonly cards: ProductCards,
  ) {}

  async view(reader: Sql, channel: Platform | null): Promise<HomeView> {
    const context = shopperContext(channel, this.clock.now())
    const { at } = context
    const { name, slogan, searchHint } = await this.settings.get('shop')
    const categories = await this.catalog.categoryTree(reader)
    const rows = await this.catalog.listed(reader, { sort: DEFAULT_SORT, state: 'on_shelf', limit: PAGE_SIZE + 1, at })
    const feed = rows.slice(0, PAGE_SIZE)
    const best = await this.catalog.listed(reader, { sort: 'sales', state: 'on_shelf', limit: BEST, at })
    const available = await this.cards.available(reader, [...feed, ...best])
    return {
      shop: { name, slogan, searchHint },
      banners: await this.banners(reader),
      categories,
      feed: {
        items: feed.map((product) => this.cards.card(product, available, context)),
        nextCursor: cursorBehind(feed[feed.length - 1], rows.length > PAGE_SIZE, DEFAULT_SORT),
      },
      best: best.map((product) => this.cards.card(product, available, context)),
      serverTime: isoOf(at),
    }
  }

  /** A banner whose picture is gone is left out rather than shown as a hole. */
  private async banners(reader: Sql): Promise<HomeView['banners']> {
    const { banners } = await this.settings.get('home')
    const pictures = await this.media.pictures(
      reader,
      banners.map(({ pictureId }) => pictureId),
    )
    return banners.flatMap(({ pictureId, ...banner }: Banner) => {
      const picture = pictures.get(pictureId)
      return picture === undefined ? [] : [{ ...banner, picture }]
    })
  }
}
