export type TransferState =
  'ACCEPTED' | 'PROCESSING' | 'WAIT_USER_CONFIRM' | 'TRANSFERING' | 'SUCCESS' | 'FAIL' | 'CANCELING' | 'CANCELLED'

/** Money of the merchant on its way to a person, who has to say yes to it. */
export interface Transfer {
  outBillNo: string
  transferBillNo: string
  appid: string
  openid: string
  amountFen: number
  remark: string
  /** Readable here only; it came sealed. */
  userName: string | null
  notifyUrl: string | null
  /** What the person's client confirms with. */
  packageInfo: string
  fingerprint: string
  state: TransferState
  failReason: string | null
  createdAt: number
  updatedAt: number
}

export type TransferFact =
  | { type: 'created'; transfer: Transfer }
  | { type: 'moved'; outBillNo: string; state: TransferState; failReason: string | null; at: number }

/** Transfers by the merchant's numbers. They change by journalled facts only. */
export class TransferBook {
  readonly all = new Map<string, Transfer>()

  byBillNo(transferBillNo: string): Transfer | undefined {
    return [...this.all.values()].find((transfer) => transfer.transferBillNo === transferBillNo)
  }

  get underWay(): number {
    return [...this.all.values()].filter(({ state }) => state === 'TRANSFERING' || state === 'CANCELING').length
  }

  apply(fact: TransferFact): void {
    if (fact.type === 'created') {
      this.all.set(fact.transfer.outBillNo, { ...fact.transfer })
      return
    }
    const known = this.all.get(fact.outBillNo)
    if (known === undefined) throw new Error(`the journal speaks of the unknown transfer ${fact.outBillNo}`)
    Object.assign(known, { state: fact.state, failReason: fact.failReason, updatedAt: fact.at })
  }
}
