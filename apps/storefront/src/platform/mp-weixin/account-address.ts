import type { AccountAddress } from '../types'
import { weixin } from './wx'

/** WeChat opens the person's own address book; closing it is no error. */
export const accountAddress = (): Promise<AccountAddress | null> =>
  new Promise((resolve) => {
    weixin().chooseAddress({
      success: ({ userName, telNumber, provinceName, cityName, countyName, detailInfo }) =>
        resolve({
          receiver: userName ?? '',
          phone: telNumber ?? '',
          region: [provinceName, cityName, countyName].filter((part) => part !== undefined).join(' '),
          detail: detailInfo ?? '',
        }),
      fail: () => resolve(null),
    })
  })
