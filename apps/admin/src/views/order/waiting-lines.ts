import type { AdminOrderView } from '@jishi/contracts/order/order.schema'
import type { ShipBody } from '@jishi/contracts/order/shipment.schema'

/** A line of which pieces still wait for a parcel. */
export interface WaitingLine {
  id: string
  title: string
  skuLabel: string
  waiting: number
}

export const waitingLines = ({ lines }: Pick<AdminOrderView, 'lines'>): WaitingLine[] =>
  lines
    .filter(({ delivery }) => delivery === 'express')
    .map(({ id, title, skuLabel, qty, cancelledQty, shippedQty }) => ({
      ...{ id, title, skuLabel },
      waiting: qty - cancelledQty - shippedQty,
    }))
    .filter(({ waiting }) => waiting > 0)

/** The pieces as they are sent: none named where everything goes, `nothing` where nothing would. */
export const packed = (
  lines: readonly WaitingLine[],
  choice: ReadonlyMap<string, number>,
): ShipBody['pieces'] | 'nothing' => {
  if (lines.every(({ id, waiting }) => (choice.get(id) ?? 0) === waiting)) return undefined
  const pieces = lines.map(({ id }) => ({ lineId: id, qty: choice.get(id) ?? 0 })).filter(({ qty }) => qty > 0)
  return pieces.length === 0 ? 'nothing' : pieces
}
