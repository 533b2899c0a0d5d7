import { createHash } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { Formatter } from 'wechatpay-axios-plugin'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AlipayMerchant, refused } from './alipay-merchant.js'
import { refusal, TestMerchant } from './merchant.js'

const DAY = '2026-11-20'
const NEXT = '2026-11-21'
const at = (day: string, time: string): number => Date.parse(`${day}T${time}+08:00`)
let now = at(DAY, '12:00:00')
const clock = { now: () => now }

describe("WeChat's bill of a day", () => {
  let merchant: TestMerchant
  beforeAll(async () => {
    now = at(DAY, '12:00:00')
    merchant = await TestMerchant.open({ clock })
    for (let place = 1; place <= 40; place += 1) {
      const number = `BILL${String(place).padStart(4, '0')}`
      await merchant.create(number, { amount: { total: 100 * place, currency: 'CNY' } })
      await merchant.pay(number)
    }
    for (let place = 1; place <= 5; place += 1) {
      await merchant.refund(`BILL000${place}`, `BACK000${place}`, 100, 100 * place)
      await merchant.simulator.idle()
    }
    now = at(DAY, '23:59:59')
    await merchant.create('LASTSECOND')
    await merchant.pay('LASTSECOND')
    now = at(NEXT, '00:00:00')
    await merchant.create('FIRSTSECOND')
    await merchant.pay('FIRSTSECOND')
    now = at(NEXT, '10:00:00')
  })
  afterAll(() => merchant.leave())

  const ask = (day = DAY, more: Record<string, unknown> = {}, kind = 'tradebill') =>
    merchant.get(`v3/bill/${kind}`, { bill_date: day, bill_type: 'ALL', tar_type: 'GZIP', ...more })
  const plant = (...plants: object[]) => merchant.console('PUT', '/bills/plants', plants)

  it('is the official layout of 27 columns: mark, back-quotes, Windows line ends, sums that add up', async () => {
    const answer = await ask()
    expect(answer.data).toMatchObject({ hash_type: 'SHA1' })
    const { mchid } = merchant.simulator.merchant
    // The SDK's own client asks for text; the bytes are fetched as they are by an address that it signs.
    const bytes = await merchant.file(answer)
    expect(createHash('sha1').update(bytes).digest('hex')).toBe(answer.data['hash_value'])
    const text = bytes.toString('utf8')
    expect(text.startsWith('\uFEFF交易时间,公众账号ID,')).toBe(true)
    const lines = text.trimEnd().split('\r\n')
    expect(lines).toHaveLength(1 + 46 + 2)
    expect((lines[0] ?? '').split(',')).toHaveLength(27)
    for (const line of lines.slice(1, -2)) expect(line.slice(1).split(',`')).toHaveLength(27)
    const { rows, summary } = Formatter.castCsvBill(bytes) as unknown as { rows: string[][]; summary: string[] }
    expect(rows).toHaveLength(46)
    expect(String(Object.values(summary)[0])).toContain('46')
    const refunds = lines.filter((line) => line.includes(',`REFUND,`'))
    expect(refunds).toHaveLength(5)
    expect(refunds[0]).toContain(',`BACK0001,`1.00,`0.00,`ORIGINAL,`SUCCESS,`')
    expect(refunds[0]).toContain(',`-0.01000,`0.60%,`0.00,`1.00,`')
    expect(text).toContain('`LASTSECOND')
    expect(text).not.toContain('`FIRSTSECOND')
    expect(text).toContain(`,\`${mchid},`)
  })

  it('waits until ten, is not kept for ever, and a quiet day has none', async () => {
    expect((await refusal(ask(NEXT))).code).toBe('PARAM_ERROR')
    expect((await refusal(ask('2026-11-19'))).code).toBe('NO_STATEMENT_EXIST')
    expect((await refusal(ask('2026-08-01'))).code).toBe('PARAM_ERROR')
    now = at(NEXT, '09:59:59')
    expect((await refusal(ask())).code).toBe('STATEMENT_CREATING')
    now = at(NEXT, '10:00:00')
    const answer = await ask()
    now += 6 * 60_000
    expect((await refusal(merchant.file(answer))).status).toBe(400)
    now = at(NEXT, '10:00:00')
  })

  it('says wrongly what it is told to', async () => {
    const textWith = async (...plants: object[]): Promise<string> => {
      await plant(...plants.map((one) => ({ wallet: 'wechat', day: DAY, ...one })))
      return (await merchant.file(await ask())).toString('utf8')
    }
    expect(await textWith({ kind: 'short', number: 'BILL0007' })).not.toContain('BILL0007')
    expect(await textWith({ kind: 'long', number: 'STRANGER', fen: 250 })).toMatch(/`STRANGER,.*`2\.50,/)
    expect(await textWith({ kind: 'amount', number: 'BILL0007', fen: -1 })).toMatch(/`BILL0007,.*`6\.99,/)
    expect(await textWith({ kind: 'fee', number: 'BILL0007', fen: 2 })).toMatch(/`BILL0007,.*`0\.06000,/)
    expect(await textWith({ kind: 'status', number: 'BILL0007' })).toMatch(/`BILL0007,.*`REVOKED,/)
    expect(await textWith({ kind: 'shift', number: 'BILL0007' })).not.toContain('BILL0007')
    expect(await textWith({ kind: 'wrong_totals' })).toMatch(/`46\.0,`/)
    await plant({ wallet: 'wechat', day: DAY, kind: 'wrong_hash' })
    const answer = await ask()
    const bytes = await merchant.file(answer)
    expect(createHash('sha1').update(bytes).digest('hex')).not.toBe(answer.data['hash_value'])
    await plant({ wallet: 'wechat', day: DAY, kind: 'late' })
    expect((await refusal(ask())).code).toBe('STATEMENT_CREATING')
    await plant()
  })

  it('has what moved in the account beside it', async () => {
    const text = (await merchant.file(await ask(DAY, {}, 'fundflowbill'))).toString('utf8')
    expect(text.split('\r\n')[0]).toContain('记账时间,微信支付业务单号,资金流水单号')
    expect(text).toContain('`扣除交易手续费,`')
    expect(text).toContain('资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额')
  })

  it('is refused without a signature, and its file too', async () => {
    const { url } = merchant.simulator
    for (const path of [`/v3/bill/tradebill?bill_date=${DAY}`, '/v3/billdownload/file?token=x']) {
      const answer = await fetch(`${url}${path}`)
      expect(answer.status).toBe(401)
    }
  })
})

describe("Alipay's bill of a day", () => {
  let merchant: AlipayMerchant
  beforeAll(async () => {
    now = at(DAY, '12:00:00')
    merchant = await AlipayMerchant.open({ clock })
    await merchant.create('ALIBILL1', { subject: '苹果，5 斤装 "脆"' })
    await merchant.pay('ALIBILL1')
    await merchant.refund('ALIBILL1', 'ALIBACK1', '6.60')
    now = at(NEXT, '09:00:00')
  })
  afterAll(() => merchant.leave())

  const ask = async (day = DAY): Promise<string> => {
    const query = { bill_type: 'trade', bill_date: day }
    const { data } = await merchant.sdk.curl('GET', '/v3/alipay/data/dataservice/bill/downloadurl/query', { query })
    return String((data as Record<string, unknown>)['bill_download_url'])
  }

  it('is a zip of two tables in GBK, names included, for thirty seconds', async () => {
    const address = await ask()
    const zip = Buffer.from(await (await fetch(address)).arrayBuffer())
    const decoder = new TextDecoder('gbk')
    const files: string[] = []
    for (let from = 0; zip.readUInt32LE(from) === 0x04034b50;) {
      const [packed, name] = [zip.readUInt32LE(from + 18), zip.readUInt16LE(from + 26)]
      const body = from + 30 + name
      files.push(decoder.decode(zip.subarray(from + 30, body)))
      files.push(decoder.decode(inflateRawSync(zip.subarray(body, body + packed))))
      from = body + packed
    }
    const [name, detail = '', sumName, sums = ''] = files
    expect(name).toBe('20880000000000010156_20261120_业务明细.csv')
    expect(sumName).toBe('20880000000000010156_20261120_业务明细(汇总).csv')
    expect(detail).toContain('#支付宝业务明细查询\r\n')
    expect(detail).toMatch(/\d{28}\t,ALIBILL1\t,交易\t,苹果，5 斤装 "脆"\t,/)
    expect(detail).toMatch(/ALIBILL1\t,退款\t,.*-6\.60\t,.*ALIBACK1\t,0\.04\t,/)
    expect(detail).toContain('#交易合计：1笔，商家实收共96.60元')
    expect(sums).toMatch(/合计\t,\t,1\t,1\t,90\.00\t,90\.00\t,/)
    now += 31_000
    expect((await fetch(address)).status).toBe(403)
  })

  it('is not there before nine and on a day without any', async () => {
    expect((await refused(ask('2026-11-19'))).code).toBe('BILL_NOT_EXIST')
    now = at(NEXT, '08:59:59')
    expect((await refused(ask())).code).toBe('BILL_NOT_EXIST')
    now = at(NEXT, '09:00:00')
    await merchant.fault('bill', 'system_error')
    expect((await refused(ask())).code).toBe('ACQ.SYSTEM_ERROR')
    expect(await ask()).toContain('/alipay/bills/download?')
  })
})
