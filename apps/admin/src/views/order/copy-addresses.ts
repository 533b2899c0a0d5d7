import type { ReceiverLines } from '@jishi/contracts/order/receiver.schema'

interface Lines {
  readonly items: readonly Pick<ReceiverLines['items'][number], 'id' | 'courierLine'>[]
}

export interface CopiedAddresses {
  /** One parcel a line, in the order they were chosen. */
  text: string
  count: number
  /** Chosen orders for which no address came. */
  left: string[]
}

/** What goes to the clipboard of what the shop answered, and what it did not answer. */
export const addressesOf = (asked: readonly string[], { items }: Lines): CopiedAddresses => {
  const lines = new Map(items.map(({ id, courierLine }) => [id, courierLine.replace(/\s*[\r\n]+\s*/g, ' ').trim()]))
  const found = asked.filter((id) => (lines.get(id) ?? '') !== '')
  return {
    text: found.map((id) => lines.get(id)).join('\n'),
    count: found.length,
    left: asked.filter((id) => !found.includes(id)),
  }
}
