import { createHash } from 'node:crypto'
import type { ShopDay } from '@jishi/kernel/time'
import { z } from 'zod'
import { zipParts } from '../../catalog/index.js'
import type { AlipayClient } from '../alipay/alipay-client.js'
import { MAX_BILL_BYTES, type BillSource, type Fetched, type FetchedBill, type FetchedFlow } from './bill-source.js'
import { alipayFundFlow } from './domain/alipay-fund-flow.js'
import { alipayTradeBill } from './domain/alipay-trade-bill.js'
import { BillUnreadable } from './domain/bill.js'

const QUERY = '/v3/alipay/data/dataservice/bill/downloadurl/query'
/** The address lives for thirty seconds, so the file is fetched at once and within them. */
const TIMEOUT_MS = 25_000
const offer = z.object({ bill_download_url: z.url() })

/** Alipay's bills of a day, of its trades and of its account: a signed answer names an address, behind which is a zip of tables in GBK. */
export class AlipayBills implements BillSource {
  readonly wallet = 'alipay'
  readonly readyHour = 9

  constructor(
    readonly merchantId: string,
    readonly feeBp: number,
    private readonly client: AlipayClient,
  ) {}

  fetch(day: ShopDay): Promise<FetchedBill> {
    return this.fetched('trade', day, (texts) => {
      const [detail, summary] = ['业务明细列表', '业务汇总列表'].map((title) => tableWith(texts, title))
      return alipayTradeBill(detail ?? '', summary ?? '', day)
    })
  }

  fetchFlow(day: ShopDay): Promise<FetchedFlow> {
    return this.fetched('signcustomer', day, (texts) => alipayFundFlow(tableWith(texts, '账务明细列表'), day))
  }

  private async fetched<Content>(
    type: 'trade' | 'signcustomer',
    day: ShopDay,
    read: (texts: readonly string[]) => Content,
  ): Promise<Fetched<Content>> {
    const answer = await this.client.read(QUERY, { bill_type: type, bill_date: day })
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
    return unpacked(packed, read)
  }
}

/** Which table is which stands in its first lines. */
const tableWith = (texts: readonly string[], title: string): string => {
  const found = texts.find((text) => text.includes(title))
  if (found === undefined) throw new BillUnreadable('form', 'a table is missing')
  return found
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

const unpacked = async <Content>(
  packed: Buffer,
  read: (texts: readonly string[]) => Content,
): Promise<Fetched<Content>> => {
  try {
    // The names are in GBK and nothing says so.
    const decoder = new TextDecoder('gbk', { fatal: true })
    const parts = await zipParts(packed, () => true)
    const texts = [...parts.values()].map((part) => decoder.decode(part))
    // When it was exported is no part of what it says: the same bill fetched twice is the same bill.
    const said = texts.join('').replace(/^#导出时间.*$/gm, '')
    const hash = createHash('sha1').update(said).digest('hex')
    return { kind: 'bill', bill: read(texts), hash }
  } catch (error) {
    if (error instanceof BillUnreadable) return { kind: 'later', problem: error.problem, reason: error.message }
    return { kind: 'later', problem: 'form', reason: 'no zip of GBK tables' }
  }
}
