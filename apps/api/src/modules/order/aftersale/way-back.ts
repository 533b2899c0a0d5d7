import { Injectable } from '@nestjs/common'
import type { AfterSaleView } from '@jishi/contracts/order/after-sale.schema'
import { DomainError } from '@jishi/kernel/errors'
import { Database } from '../../../infra/database/database.js'
import type { Tx } from '../../../infra/database/sql.js'
import { SettingsFacade } from '../../settings/index.js'
import { CarrierTable } from '../fulfilment/carriers.js'
import { OrderSeals } from '../order-seals.js'
import type { CardRow } from './after-sale.rows.js'
import { goodsAwaited, type LockedAfterSale } from './locked-after-sale.js'

/** Where goods are sent back to, and by whom. What was said at the approval stays; nobody's goods change their way later. */
@Injectable()
export class WayBack {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsFacade,
    private readonly carriers: CarrierTable,
    private readonly seals: OrderSeals,
  ) {}

  /** The shop's own of the settings; null where none is set. */
  async usual(): Promise<string | null> {
    const { returnAddress } = await this.settings.get('order')
    return returnAddress === '' ? null : returnAddress
  }

  /** Of goods that an approval lets come back. Throws RETURN_ADDRESS_MISSING where neither the operator nor the shop names one. */
  async fix(tx: Tx, sale: LockedAfterSale, named: string | undefined): Promise<void> {
    if (!goodsAwaited(sale)) return
    const address = named ?? (await this.usual())
    if (address === null) throw new DomainError('RETURN_ADDRESS_MISSING')
    await tx.execute(`update after_sales set return_address_enc = $2 where id = $1`, [
      ...[sale.id, this.seals.sealEventNote(address)],
    ])
  }

  /** While goods are awaited where they are to go and who may bring them; the address also while they travel. */
  async of({ id, state }: CardRow): Promise<Pick<AfterSaleView, 'returnAddress' | 'returnCarriers'>> {
    if (state !== 'awaiting_return' && state !== 'returning') return { returnAddress: null, returnCarriers: [] }
    const { sealed } = await this.database.one<{ sealed: string | null }>(
      `select return_address_enc as sealed from after_sales where id = $1`,
      [id],
    )
    const offered = state === 'returning' ? [] : (await this.carriers.list()).items.filter(({ enabled }) => enabled)
    return {
      // Approved by time nobody named one: then the shop's own, as it is now.
      returnAddress: this.seals.openEventNote(sealed) ?? (await this.usual()),
      returnCarriers: offered.map(({ code, name }) => ({ code, name })),
    }
  }
}
