/** A purchase on the platform's page. What was never opened does not exist. */
export interface UnionpayOrder {
  orderId: string
  txnTime: string
  txnAmt: number
  channelType: '07' | '08'
  /** After this moment nobody can begin to pay. */
  endsAt: number
  frontUrl: string | null
  backUrl: string
  /** SHA-256 of what it was opened with: the same number with anything else is refused. */
  fingerprint: string
  linkToken: string
  createdAt: number
  queryId: string | null
  paidAt: number | null
  cancelledAt: number | null
  refunds: UnionpayRefund[]
}

export interface UnionpayRefund {
  orderId: string
  txnTime: string
  txnAmt: number
  backUrl: string
  fingerprint: string
  queryId: string
  /** `00`, or why it failed: decided when it is taken. */
  respCode: string
  at: number
}

export type UnionpayEvent =
  | { type: 'order-opened'; order: UnionpayOrder }
  | { type: 'order-paid'; orderId: string; queryId: string; at: number }
  | { type: 'order-cancelled'; orderId: string; at: number }
  | { type: 'order-refunded'; orderId: string; refund: UnionpayRefund }
