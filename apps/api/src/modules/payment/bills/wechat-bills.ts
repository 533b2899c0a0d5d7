import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { ShopDay } from '@jishi/kernel/time'
import { z } from 'zod'
import type { WechatAnswer, WechatClient } from '../wechat/wechat-client.js'
import { MAX_BILL_BYTES, type BillSource, type Fetched, type FetchedBill, type FetchedFlow } from './bill-source.js'
import { BillUnreadable } from './domain/bill.js'
import { wechatFundFlow } from './domain/wechat-fund-flow.js'
import { wechatTradeBill } from './domain/wechat-trade-bill.js'

const unpack = promisify(gunzip)
const offer = z.object({
  hash_type: z.literal('SHA1'),
  hash_value: z.string().regex(/^[0-9a-fA-F]{40}$/),
  download_url: z.url(),
})

/** WeChat's trade bill and the fund flow of its basic account: each asked for by a signed call, fetched by another whose answer is proven by the hash of the first. */
export class WechatBills implements BillSource {
  readonly wallet = 'wechat'
  readonly readyHour = 10

  constructor(
    readonly merchantId: string,
    readonly feeBp: number,
    private readonly client: WechatClient,
  ) {}

  fetch(day: ShopDay): Promise<FetchedBill> {
    const asked = { bill_date: day, bill_type: 'ALL', tar_type: 'GZIP' }
    return this.fetched('v3/bill/tradebill', asked, (text) => wechatTradeBill(text, day, this.merchantId))
  }

  fetchFlow(day: ShopDay): Promise<FetchedFlow> {
    const asked = { bill_date: day, account_type: 'BASIC', tar_type: 'GZIP' }
    return this.fetched('v3/bill/fundflowbill', asked, (text) => wechatFundFlow(text, day))
  }

  private async fetched<Content>(
    path: string,
    asked: Readonly<Record<string, string>>,
    read: (text: string) => Content,
  ): Promise<Fetched<Content>> {
    const answer = await this.client.get(path, {}, asked)
    if (answer.kind !== 'ok') return withoutBill(answer)
    const offered = offer.safeParse(answer.data)
    if (!offered.success) return { kind: 'later', problem: 'unreachable', reason: 'an answer of another form' }
    // Only the query of the address counts: the host is our own configuration's, and the path is the one that is not signed.
    const params = Object.fromEntries(new URL(offered.data.download_url).searchParams)
    const packed = await this.client.download(params)
    if (packed === undefined) return { kind: 'later', problem: 'unreachable', reason: 'no file' }
    return proven(packed, offered.data.hash_value.toLowerCase(), read)
  }
}

/** The words are not signed: they say when to ask again, and whether a day is empty is for our own books to say. */
const withoutBill = (answer: Exclude<WechatAnswer, { kind: 'ok' }>): Fetched<never> => {
  if (answer.kind === 'unknown') return { kind: 'later', problem: 'unreachable', reason: answer.reason }
  if (answer.code === 'NO_STATEMENT_EXIST') return { kind: 'none', sure: true }
  const problem = answer.code === 'STATEMENT_CREATING' ? 'not_yet' : 'unreachable'
  return { kind: 'later', problem, reason: answer.code }
}

const proven = async <Content>(
  packed: Buffer,
  hash: string,
  read: (text: string) => Content,
): Promise<Fetched<Content>> => {
  const plain = await unpack(packed, { maxOutputLength: MAX_BILL_BYTES }).catch(() => undefined)
  if (plain === undefined) return { kind: 'later', problem: 'form', reason: 'no gzip' }
  const found = createHash('sha1').update(plain).digest('hex')
  if (found !== hash) return { kind: 'later', problem: 'hash', reason: `${found} is not ${hash}` }
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plain)
    return { kind: 'bill', bill: read(text), hash }
  } catch (error) {
    if (error instanceof BillUnreadable) return { kind: 'later', problem: error.problem, reason: error.message }
    return { kind: 'later', problem: 'form', reason: 'no UTF-8' }
  }
}
