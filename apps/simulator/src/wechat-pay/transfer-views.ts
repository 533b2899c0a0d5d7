import { rfc3339 } from '../clock.js'
import { numberOf, type Fault } from '../faults/fault-kinds.js'
import type { Transfer } from './transfer-records.js'
import { STRANGER_MCHID } from './views.js'

export const createdTransferView = (transfer: Transfer): Record<string, unknown> => ({
  out_bill_no: transfer.outBillNo,
  transfer_bill_no: transfer.transferBillNo,
  create_time: rfc3339(transfer.createdAt),
  state: transfer.state,
  ...(transfer.state === 'WAIT_USER_CONFIRM' ? { package_info: transfer.packageInfo } : {}),
})

/** As a query answers it and a notification carries it; a query knows the app too. */
export const transferView = (transfer: Transfer, mchid: string, fault?: Fault): Record<string, unknown> => ({
  mch_id: fault?.kind === 'other_merchant' ? String(fault.value ?? STRANGER_MCHID) : mchid,
  out_bill_no: transfer.outBillNo,
  transfer_bill_no: transfer.transferBillNo,
  state: transfer.state,
  transfer_amount: fault?.kind === 'wrong_amount' ? numberOf(fault, transfer.amountFen + 1) : transfer.amountFen,
  openid: transfer.openid,
  ...(transfer.failReason === null ? {} : { fail_reason: transfer.failReason }),
  create_time: rfc3339(transfer.createdAt),
  update_time: rfc3339(transfer.updatedAt),
})

export const queriedTransferView = (transfer: Transfer, mchid: string, fault?: Fault): Record<string, unknown> => ({
  ...transferView(transfer, mchid, fault),
  appid: transfer.appid,
  transfer_remark: transfer.remark,
})
