import type { ReceiptComponent } from '@jishi/contracts/order/platform-reports.schema'
import { weixin } from './wx'

/**
 * WeChat's own component asks whether the goods came. It lies over the shop, and what it ends with proves nothing: newer clients
 * answer when it is closed, older ones only show the shop again. False where it did not open.
 */
export const confirmReceipt = ({ merchantId, attemptNo, transactionId }: ReceiptComponent): Promise<boolean> =>
  new Promise((resolve) => {
    const wx = weixin()
    if (wx.openBusinessView === undefined) return resolve(false)
    const back = (): void => {
      wx.offAppShow(back)
      resolve(true)
    }
    wx.onAppShow(back)
    return wx.openBusinessView({
      businessType: 'weappOrderConfirm',
      extraData: { merchant_id: merchantId, merchant_trade_no: attemptNo, transaction_id: transactionId },
      success: ({ extraData }) => {
        if (extraData !== undefined) back()
      },
      fail: () => {
        wx.offAppShow(back)
        resolve(false)
      },
    })
  })
