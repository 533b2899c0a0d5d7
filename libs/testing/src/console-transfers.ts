/** Money of the merchant on its way to somebody, at either wallet. */
export interface ConsoleTransfer {
  channel: 'wechat' | 'alipay'
  outBillNo?: string
  outBizNo?: string
  amountFen: number
  userName?: string | null
  state?: string
  status?: string
  packageInfo?: string
}

export interface ConsoleTransfers {
  transfers(): Promise<ConsoleTransfer[]>
  /** The payee says yes; or it ends without money, for a reason of theirs. */
  confirmTransfer(no: string): Promise<void>
  failTransfer(no: string, reason?: string): Promise<void>
}

type Call = <T>(method: string, path: string, body?: unknown) => Promise<T>

export const transfersOf = (call: Call): ConsoleTransfers => ({
  transfers: async () => (await call<{ items: ConsoleTransfer[] }>('GET', '/transfers')).items,
  confirmTransfer: (no) => call('POST', `/transfers/${no}/confirm`),
  failTransfer: (no, reason) => call('POST', `/transfers/${no}/fail`, { reason }),
})
