import { OtherAttemptLive, type PaymentFacade } from '../payment/index.js'

/** Two hands on two wallets close each other's attempts: somebody has to stop. */
const MOST_CHANGES = 2

/**
 * Records an attempt. Whoever changes the wallet, or pays in the place of somebody who has begun, leaves an attempt behind: it
 * is closed at its channel outside any Tx, then the new one is recorded. Throws what `start` and `makeWay` throw.
 */
export async function withWayMade<Started>(payment: PaymentFacade, start: () => Promise<Started>): Promise<Started> {
  for (let changes = 0; ; changes += 1) {
    try {
      return await start()
    } catch (error) {
      if (!(error instanceof OtherAttemptLive) || changes === MOST_CHANGES) throw error
      await payment.makeWay(error.subject)
    }
  }
}
