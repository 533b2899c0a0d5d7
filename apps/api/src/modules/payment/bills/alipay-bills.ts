import { createHash } from 'node:crypto'
import type { ShopDay } from '@jishi/kernel/time'
import { z } from 'zod'
import { zipParts } from '../../catalog/index.js'
import type { AlipayClient } from '../alipay/alipay-client.js'
import { MAX_BILL_BYTES, type BillSource, type FetchedBill } from './bill-source.js'
import { alipayTradeBill } from './domain/alipay-trade-bill.js'
import { BillUnreadable } from './domain/bill.js'

const QUERY = '/v3/alipay/data/dataservice/bill/downloadurl/query'
/** The address lives for thirty seconds, so the file is fetched at once and within them. */
const TIMEOUT_MS = 25_000
const offer = z.object({ bill_download_url: z.url() })

/** Alipay's bill of a day: a signed answer names an address, behind which is a zip of two tables in GBK that prove each other. */
export class AlipayBills implements BillSource {
  readonly wallet = 'alipay'
  readonly readyHour = 9

  constructor(
    readonly merchantId: string,
    readonly feeBp: number,
    private readonly client: AlipayClient,
  ) {}

  async fetch(day: ShopDay): Promise<FetchedBill> {
    const answer = await this.client.read(QUERY, { bill_type: 'trade', bill_date: day })
    if (answer.kind === 'unknown') return { kind: 'later', problem: 'unreachable', reason: answer.reason }
    if (answer.kind === 'refused') {
      // The same words for a quiet day and for a bill that is late.
      if (answer.code.includes('BILL_NOT_EXIST')) return { kind: 'none', sure: false }
      return { kind: 'later', problem: 'unreachable', reason: answer.code }
    }
    const offered = offer.safeParse(answer.data)
    if (!offered.success) return { kind: 'later', problem: 'unreachable', reason: 'an answer of another form' }
    const packed = await downloaded(offered.data.bill_download_url)
    if (packed === undefined) return { kind: 'later', problem: 'unreachable', reason: 'no file' }
    return read(packed, day)
  }
}

const downloaded = async (url: string): Promise<Buffer | undefined> => {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' })
    if (!answer.ok || Number(answer.headers.get('content-length') ?? 0) > MAX_BILL_BYTES) return undefined
    return Buffer.from(await answer.arrayBuffer())
  } catch {
    return undefined
  }
}

const read = async (packed: Buffer, day: ShopDay): Promise<FetchedBill> => {
  try {
    // The names are in GBK and nothing says so; which table is which stands in its first lines.
    const decoder = new TextDecoder('gbk', { fatal: true })
    const parts = await zipParts(packed, () => true)
    const texts = [...parts.values()].map((part) => decoder.decode(part))
    const detail = texts.find((text) => text.includes('业务明细列表'))
    const summary = texts.find((text) => text.includes('业务汇总列表'))
    if (detail === undefined || summary === undefined) throw new BillUnreadable('form', 'a table is missing')
    // When it was exported is no part of what it says: the same bill fetched twice is the same bill.
    const said = texts.join('').replace(/^#导出时间.*$/gm, '')
    const hash = createHash('sha1').update(said).digest('hex')
    return { kind: 'bill', bill: alipayTradeBill(detail, summary, day), hash }
  } catch (error) {
    if (error instanceof BillUnreadable) return { kind: 'later', problem: error.problem, reason: error.message }
    return { kind: 'later', problem: 'form', reason: 'no zip of GBK tables' }
  }
}
