import type { AccountAddress } from '../types'
import { alipay } from './my'

/** Alipay opens the person's own address book; closing it is no error. */
export const accountAddress = (): Promise<AccountAddress | null> =>
  new Promise((resolve) => {
    alipay().getAddress({
      success: ({ result }) =>
        resolve(
          result === undefined
            ? null
            : {
                receiver: result.fullname ?? '',
                phone: result.mobilePhone ?? '',
                region: [result.prov, result.city, result.area].filter((part) => part !== undefined).join(' '),
                detail: result.address ?? '',
              },
        ),
      fail: () => resolve(null),
    })
  })
