import type { StoredBalance } from '@jishi/contracts/payment/stored-value.schema'
import type { PayInstruction, StartPaymentBody } from '@jishi/contracts/payment/payment.schema'
import { SettingsFacade } from '../../src/modules/settings/index.js'
import type { SkuQty } from '@jishi/contracts/order/cart.schema'
import { patiently, placeNow } from './buying.js'
import type { ShopClient, Shopper } from './shopper.js'
import { arrive, cancelPieces } from './shop-desk.js'
import type { WholeShop } from './whole-shop.js'

export const PASSWORD = '258036'
/** 100 gives 20; 50 gives nothing. */
export const OFFERS = [
  { amountFen: 10_000, bonusFen: 2_000 },
  { amountFen: 5_000, bonusFen: 0 },
]

/** The operator records the filing and opens recharges. */
export const openStoredValue = async (
  shop: WholeShop,
  capFen = 500_000,
  ownFromFen: number | null = null,
): Promise<void> => {
  const settings = shop.get(SettingsFacade)
  const { version } = await settings.read(shop.database, 'storedValue')
  const filing = { open: true, filingNo: '330100ABC0001', filedOn: '2026-03-01' }
  await shop.database.transaction((tx) =>
    settings.change(
      tx,
      { kind: 'system', name: 'test' },
      'storedValue',
      { ...filing, capFen, offers: OFFERS, ownFromFen },
      version,
    ),
  )
}

/** By a code to the member's own phone. */
export const setPassword = async (shop: WholeShop, who: Shopper, password = PASSWORD): Promise<void> => {
  await who.api.storedValue.sendCode()
  const [code = ''] = await shop.simulator.codesFor(who.phone)
  await who.api.storedValue.setPassword({ body: { by: 'sms', code, password } })
}

export const startRecharge = (who: Shopper, amountFen = 10_000) =>
  patiently(() =>
    who.api.storedValue.startRecharge({ body: { amountFen, channel: 'wechat_h5', container: 'mobile-browser' } }),
  )

/** Recharges and pays at the gateway; the notice has been taken. */
export const recharge = async (shop: WholeShop, who: Shopper, amountFen = 10_000): Promise<string> => {
  const { id, pay } = await startRecharge(who, amountFen)
  await shop.simulator.pay(pay.attemptNo)
  await arrive(shop)
  return id
}

export const balanceOf = (who: Shopper): Promise<StoredBalance> => who.api.storedValue.balance()

/** Principal and bonus, as they stand. */
export const partsOf = async (who: Shopper): Promise<[number, number]> => {
  const { principalFen, bonusFen } = await balanceOf(who)
  return [principalFen, bonusFen]
}

type Part = NonNullable<StartPaymentBody['balance']>['amountFen']

/** Pays an order by balance, alone or with a channel. */
export const payWith = (
  who: Shopper,
  orderId: string,
  amountFen: Part,
  channel?: StartPaymentBody['channel'],
  password = PASSWORD,
): Promise<PayInstruction> =>
  patiently(() =>
    who.api.order.startPayment({
      params: { id: orderId },
      body: { ...(channel === undefined ? {} : { channel }), balance: { amountFen, password } },
    }),
  )

/** A balance that has seen everything but a payment under way: recharged twice, spent beside a channel, given back in part, taken out. */
export const storedLivedIn = async (
  shop: WholeShop,
  operator: ShopClient,
  who: Shopper,
  lines: readonly SkuQty[],
): Promise<void> => {
  await openStoredValue(shop)
  await setPassword(shop, who)
  await recharge(shop, who)
  const second = await recharge(shop, who, 5_000)
  const order = await placeNow(who, [...lines])
  const { attemptNo } = await payWith(who, order.id, 1_000, 'wechat_h5')
  await shop.simulator.pay(attemptNo)
  await arrive(shop)
  await cancelPieces(operator, order.id, { lines: [{ lineId: order.lines[0]?.id ?? '', qty: 1 }] })
  await who.api.storedValue.refund({ body: { rechargeId: second, password: PASSWORD } })
  await arrive(shop)
  await startRecharge(who)
}
