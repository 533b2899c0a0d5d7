import { defineLife } from '@jishi/kernel/life'

/** What an invoice's steps depend on beside its state. */
export interface InvoiceFacts {
  /** The goods were received, or none will be any more: before that nothing was sold, and nothing may be invoiced. */
  readonly received: boolean
  /** Something of what was paid has not gone back. */
  readonly left: boolean
  /** Its document is there, as a file or as an address. */
  readonly documented: boolean
  /** Its buyer asked for the message again and nobody has sent it since. */
  readonly resendAsked: boolean
  /** It was asked for so lately that it need not be asked again. */
  readonly resentLately: boolean
}

const sold = ({ received, left }: InvoiceFacts): true | string =>
  received ? (left ? true : 'NOTHING_LEFT') : 'NOT_RECEIVED'

/**
 * The life of an invoice 发票. The tax bureau is outside: whoever takes one fixes its amount, and what the bureau then says is
 * recorded, also when money went back meanwhile; it is reversed then. One order has at most one that lives.
 */
export const invoiceLife = defineLife({
  name: 'invoice',
  refusal: 'INVOICE_ACTION_NOT_ALLOWED',
  states: ['requested', 'issuing', 'issued', 'reversing', 'reversed', 'refused', 'withdrawn', 'dropped'],
  initial: 'requested',
  terminal: ['reversed', 'refused', 'withdrawn', 'dropped'],
  labels: {
    requested: '待开票',
    issuing: '开票中',
    issued: '已开票',
    reversing: '待红冲',
    reversed: '已红冲',
    refused: '未通过',
    withdrawn: '已撤回',
    dropped: '无需开票',
  },
  actions: {
    change: { from: ['requested'], to: 'same', actor: 'member' },
    withdraw: { from: ['requested'], to: 'withdrawn', actor: 'member' },
    adjust: { from: ['requested'], to: 'same', actor: 'system', note: 'money went back before it was issued' },
    drop: { from: ['requested'], to: 'dropped', actor: 'system', note: 'nothing is left to invoice' },
    take: {
      from: ['requested'],
      to: 'issuing',
      actor: 'operator',
      guard: sold,
      note: 'the amount is fixed, the goods were received',
    },
    put_back: { from: ['issuing'], to: 'requested', actor: 'operator', note: 'nothing was issued' },
    refuse: { from: ['requested', 'issuing'], to: 'refused', actor: 'operator', note: 'says why' },
    attach: { from: ['issuing', 'issued'], to: 'same', actor: 'operator', note: 'the document' },
    issue: {
      from: ['issuing'],
      to: 'issued',
      actor: 'operator',
      guard: ({ documented }) => (documented ? true : 'NO_DOCUMENT'),
      note: 'what the tax bureau gave out',
    },
    ask_resend: {
      from: ['issued'],
      to: 'same',
      actor: 'member',
      guard: ({ resentLately }) => (resentLately ? 'LATELY' : true),
      note: 'once a day',
    },
    sent: {
      from: ['issued'],
      to: 'same',
      actor: 'operator',
      guard: ({ resendAsked }) => (resendAsked ? true : 'NOT_ASKED'),
    },
    begin_reversal: {
      from: ['issued'],
      to: 'reversing',
      actor: ['operator', 'system'],
      note: 'money went back, or it is wrong',
    },
    reverse: { from: ['reversing'], to: 'reversed', actor: 'operator', note: 'what is left is asked for anew' },
  },
})
