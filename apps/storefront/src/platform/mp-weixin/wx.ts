import type { JsapiCall } from '@jishi/contracts/payment/payment.schema'

interface Failure {
  errMsg?: string
}

/** The word a pending privacy question is answered with; `buttonId` names the button that was pressed. */
export type PrivacyResolve = (word: {
  event: 'exposureAuthorization' | 'agree' | 'disagree'
  buttonId?: string
}) => void

interface Wx {
  login(options: { success(answer: { code?: string }): void; fail(): void }): void
  requestPayment(
    options: Omit<JsapiCall, 'appId'> & { success(answer: Failure): void; fail(failure: Failure): void },
  ): void
  chooseAddress(options: {
    success(answer: {
      userName?: string
      telNumber?: string
      provinceName?: string
      cityName?: string
      countyName?: string
      detailInfo?: string
    }): void
    fail(): void
  }): void
  /** Missing in clients older than the component. */
  openBusinessView?(options: {
    businessType: 'weappOrderConfirm'
    extraData: { merchant_id: string; merchant_trade_no: string; transaction_id: string }
    success(answer: { extraData?: object }): void
    fail(): void
  }): void
  onAppShow(listener: () => void): void
  offAppShow(listener: () => void): void
  /** Missing in clients older than the privacy rules. */
  onNeedPrivacyAuthorization?(listener: (resolve: PrivacyResolve) => void): void
}

// Narrow on purpose: what the shop does not use is not named.
declare const wx: Wx

export const weixin = (): Wx => wx
