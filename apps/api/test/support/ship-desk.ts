import { SHEET_TYPES, type SheetFormat } from '@jishi/contracts/catalog/product-import.terms'
import { PERMISSIONS, type Permission } from '@jishi/contracts/identity/identity.terms'
import type { ShipSheet } from '@jishi/contracts/order/ship-sheet.schema'
import { IdentityFacade } from '../../src/modules/identity/index.js'
import { CarryOnShipSheet } from '../../src/modules/order/ship-sheet/carry-on-ship-sheet.js'
import { freshKey } from './buying.js'
import type { Row } from './import-desk.js'
import { clientOf, type ShopClient } from './shopper.js'
import type { TestApp } from './test-app.js'

type Headers = Readonly<Record<string, string>>

let clerks = 0

/** Somebody at the packing table, with exactly these permissions and a real sign-in. */
export class Clerk {
  readonly api: ShopClient
  private constructor(
    private readonly shop: TestApp,
    readonly headers: Headers,
  ) {
    this.api = clientOf(shop, headers)
  }

  static async of(shop: TestApp, permissions: readonly Permission[] = PERMISSIONS): Promise<Clerk> {
    clerks += 1
    const [role, username, password] = [`clerk-${clerks}`, `packer-${clerks}`, `Long-enough-${freshKey()}`]
    await shop.database.execute(`insert into roles (code, name) values ($1, $1)`, [role])
    await shop.database.execute(`insert into role_permissions (role_code, permission) select $1, unnest($2::text[])`, [
      role,
      permissions,
    ])
    await shop.database.transaction((tx) =>
      shop.get(IdentityFacade).createOperator(tx, { username, displayName: username, password, roles: [role] }),
    )
    const answer = await shop.app.inject({
      method: 'POST',
      url: '/api/admin/auth/sign-in',
      headers: { 'x-jishi-csrf': '1' },
      payload: { username, password },
    })
    const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? ''
    return new Clerk(shop, { cookie, 'x-jishi-csrf': '1' })
  }

  /** Asks for a file as the back office does. */
  file(path: string, body: object, key = freshKey()) {
    return this.shop.app.inject({
      method: 'POST',
      url: path,
      headers: { ...this.headers, 'content-type': 'application/json', 'idempotency-key': key },
      payload: JSON.stringify(body),
    })
  }

  upload(bytes: Uint8Array | string, format: SheetFormat = 'csv', name = `发货.${format}`) {
    return this.shop.app.inject({
      method: 'POST',
      url: `/api/admin/ship-sheets?name=${encodeURIComponent(name)}`,
      headers: { ...this.headers, 'content-type': SHEET_TYPES[format] },
      payload: Buffer.from(bytes),
    })
  }

  /** Runs the worker's job until nothing more is to be done. */
  async work(id: string): Promise<ShipSheet> {
    for (let round = 0; round < 1_000; round += 1) {
      await this.shop.get(CarryOnShipSheet).carryOn({ sheetId: id })
      const view = await this.api.shipSheet.one({ params: { id } })
      if (!['reading', 'checking', 'applying'].includes(view.state)) return view
    }
    throw new Error('the sheet never came to an end')
  }

  async checked(bytes: Uint8Array | string, format: SheetFormat = 'csv'): Promise<ShipSheet> {
    const answer = await this.upload(bytes, format)
    if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${answer.body}`)
    return this.work(answer.json<ShipSheet>().id)
  }

  async applied(bytes: Uint8Array | string, format: SheetFormat = 'csv'): Promise<ShipSheet> {
    const { id } = await this.checked(bytes, format)
    await this.api.shipSheet.apply({ params: { id } })
    return this.work(id)
  }

  /** Every flaw of the file: row, column and code. */
  async flaws(id: string): Promise<[number | null, string | null, string][]> {
    const { flaws } = await this.api.shipSheet.one({ params: { id } })
    const { items } = await this.api.shipSheet.rows({ params: { id }, query: { limit: 50 } })
    return [...flaws, ...items.flatMap((row) => row.flaws)].map(({ row, column, code }) => [row, column, code])
  }
}

/** One row of a sheet by the names of its columns. */
export const shipRow = (orderNo: string, trackingNo: string, more: Row = {}): Row => ({
  ...{ 订单号: orderNo, 快递公司: '顺丰速运', 运单号: trackingNo },
  ...more,
})
