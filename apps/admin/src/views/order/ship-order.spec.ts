import { describe, expect, it } from 'vitest'
import { ApiError } from '@/api/api-error'
import { shipFaults, shipRefusal } from './ship-order'

describe('the form that ships', () => {
  it('tells what is missing at the field', () => {
    expect(shipFaults('', undefined)).toEqual({ trackingNo: '请填写运单号', carrierCode: '请选择快递公司' })
    expect(shipFaults('中文运单', 'SF').trackingNo).toContain('6 到 32 位')
    expect(shipFaults('SF1234567890123', 'SF')).toEqual({})
  })
  it('puts a refusal where it belongs', () => {
    const taken = new ApiError('SHIPMENT_NO_TAKEN', '该运单号已用于其他订单', 409, 'r')
    expect(shipRefusal(taken)).toEqual({ trackingNo: taken.message })
    const invalid = new ApiError('VALIDATION_FAILED', '', 400, 'r', [{ path: 'trackingNo', message: 'x' }])
    expect(shipRefusal(invalid).trackingNo).toBeDefined()
    const gone = new ApiError('ORDER_ACTION_NOT_ALLOWED', '', 409, 'r')
    expect(shipRefusal(gone)).toEqual({ form: gone })
  })
})
