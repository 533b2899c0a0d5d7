interface My {
  getAuthCode(options: { scopes: string; success(answer: { authCode?: string }): void; fail(): void }): void
  tradePay(options: { tradeNO: string; success(answer: { resultCode?: string }): void; fail(): void }): void
  getAddress(options: {
    success(answer: {
      result?: {
        fullname?: string
        mobilePhone?: string
        prov?: string
        city?: string
        area?: string
        address?: string
      }
    }): void
    fail(): void
  }): void
  getPhoneNumber(options: { success(answer: { response?: unknown }): void; fail(): void }): void
}

// Narrow on purpose: what the shop does not use is not named.
declare const my: My

export const alipay = (): My => my
