import type { Vendor } from '@jishi/testing/mini-program/package'
import { expect } from 'vitest'
import type { Stage } from './mini-journeys.js'
import type { MiniShop } from './mini-shop.js'
import { MiniShopper, type Entry } from './mini-shopper.js'

export const PLATFORMS: readonly { key: Vendor; title: string }[] = [
  { key: 'mp-weixin', title: 'WeChat' },
  { key: 'mp-alipay', title: 'Alipay' },
]

/** Runs a journey and ends its phones; whatever went wrong on one of them without a word fails it. */
export const travel = async (shop: MiniShop, vendor: Vendor, run: (stage: Stage) => Promise<void>): Promise<void> => {
  const phones: MiniShopper[] = []
  try {
    const open = (entry?: Entry): MiniShopper => {
      const phone = new MiniShopper(shop, vendor, entry)
      phones.push(phone)
      return phone
    }
    await run({ shop, vendor, open })
    expect(phones.flatMap(({ program }) => program.incidents.all)).toEqual([])
  } finally {
    for (const { program } of phones) program.close()
  }
}
