import { Injectable, type OnModuleInit } from '@nestjs/common'
import { KindTies } from '../catalog/index.js'

/** Tells the catalogue that goods which were ever in stock keep their kind: their stock would mean something else. */
@Injectable()
export class StockedBefore implements OnModuleInit {
  constructor(private readonly ties: KindTies) {}

  onModuleInit(): void {
    this.ties.register('stock', async (reader, skuIds) => {
      const { moved } = await reader.one<{ moved: boolean }>(
        'select exists (select 1 from stock_moves where sku_id = any($1::uuid[])) as moved',
        [skuIds],
      )
      return moved
    })
  }
}
