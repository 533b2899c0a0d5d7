import { Inject, Injectable } from '@nestjs/common'
import type { HomeView } from '@jishi/contracts/shopfront/shopfront.schema'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import type { Sql } from '../../infra/database/sql.js'
import type { Visit } from '../../infra/http/visit.js'
import { CatalogFacade } from '../catalog/index.js'
import { MediaFacade } from '../media/index.js'
import { SettingsFacade, type Banner } from '../settings/index.js'
import { ProductList } from './product-list.js'

const BEST = 6

/** The first page of the shop, in five statements. */
@Injectable()
export class HomePage {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly settings: SettingsFacade,
    private readonly catalog: CatalogFacade,
    private readonly media: MediaFacade,
    private readonly list: ProductList,
  ) {}

  async view(reader: Sql, visit: Visit): Promise<HomeView> {
    const { name, slogan, searchHint } = await this.settings.get('shop')
    const { banners, couponPopup } = await this.settings.get('home')
    const categories = await this.catalog.categoryTree(reader)
    return {
      shop: { name, slogan, searchHint },
      banners: await this.banners(reader, banners),
      categories,
      ...(await this.list.opening(reader, BEST, visit)),
      couponPopup,
      serverTime: isoOf(this.clock.now()),
    }
  }

  /** A banner whose picture is gone is left out rather than shown as a hole. */
  private async banners(reader: Sql, banners: readonly Banner[]): Promise<HomeView['banners']> {
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
