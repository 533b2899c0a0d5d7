import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import { offersEndpoints, type ShopOffer } from '@jishi/contracts/promotion/offers.schema'
import { Database } from '../../../infra/database/database.js'
import type { Language } from '../../../infra/http/language.js'
import { Spoken, Input } from '../../../infra/http/parameters.js'
import { Serve } from '../../../infra/http/serve.js'
import { ShowOffer } from './show-offer.js'

@Controller()
export class OffersShopController {
  constructor(
    private readonly database: Database,
    private readonly showing: ShowOffer,
  ) {}

  @Serve(offersEndpoints.shown)
  shown(@Input() { params }: InputOf<typeof offersEndpoints.shown>, @Spoken() language: Language): Promise<ShopOffer> {
    return this.showing.run(this.database, params.id, language)
  }
}
