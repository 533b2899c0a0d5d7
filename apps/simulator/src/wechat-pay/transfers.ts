import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Book } from '../book/book.js'
import { dayStamp } from '../clock.js'
import type { Clock } from '../clock.js'
import { GatewayError } from '../http/gateway-error.js'
import type { Keyring } from '../keys/keyring.js'
import type { Transfer, TransferState } from './transfer-records.js'
import { openName } from './sealed.js'
import { digits } from './transactions.js'
import { fingerprintOf, paramError, parseBody } from './wire-rules.js'
import { notifyUrl } from './wire-schemas.js'

const LEAST_FEN = 10
const NAME_FROM_FEN = 200_000
/** The gateway gives up by itself a little later than it says. */
const CLOSES_AFTER_MS = 25 * 60 * 60 * 1000

const transferSchema = z.object({
  appid: z.string().min(1).max(32),
  out_bill_no: z.string().regex(/^[0-9A-Za-z]{1,32}$/, 'must have 1 to 32 characters of 0-9 A-Z a-z'),
  transfer_scene_id: z.enum(['1000', '1001', '1002', '1004', '1005', '1006', '1009', '1010', '1011']),
  openid: z.string().min(1).max(128),
  user_name: z.string().min(1).max(1024).optional(),
  transfer_amount: z.int().min(LEAST_FEN),
  transfer_remark: z.string().min(1).max(32),
  notify_url: notifyUrl.optional(),
  user_recv_perception: z.string().max(64).optional(),
  transfer_scene_report_infos: z
    .array(z.object({ info_type: z.string().min(1).max(15), info_content: z.string().min(1).max(32) }))
    .min(1)
    .max(10),
})
type TransferBody = z.output<typeof transferSchema>

const ENDED: readonly TransferState[] = ['SUCCESS', 'FAIL', 'CANCELLED']

/** Transfers of the merchant to people. Everything it throws is a refusal in the gateway's words. */
export class Transfers {
  constructor(
    private readonly book: Book,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {}

  /** The same number with the same words answers how it stands; with others it is refused. */
  create(body: unknown, sealedUnder: string | undefined): Transfer {
    const request = parseBody(transferSchema, body)
    const userName = this.#nameIn(request, sealedUnder)
    const fingerprint = fingerprintOf({ ...request, user_name: userName })
    const known = this.book.transfers.all.get(request.out_bill_no)
    if (known !== undefined) return this.#repeat(known, fingerprint)
    this.#requirePayee(request)
    const now = this.clock.now()
    const transfer: Transfer = {
      outBillNo: request.out_bill_no,
      transferBillNo: `13${digits(8)}${dayStamp(now)}${digits(16)}`,
      appid: request.appid,
      openid: request.openid,
      amountFen: request.transfer_amount,
      remark: request.transfer_remark,
      userName,
      notifyUrl: request.notify_url ?? null,
      packageInfo: `affffddafdfafddffda==${randomBytes(24).toString('base64url')}`,
      fingerprint,
      state: 'WAIT_USER_CONFIRM',
      failReason: null,
      createdAt: now,
      updatedAt: now,
    }
    this.book.record({ type: 'transfer', fact: { type: 'created', transfer } })
    return this.byOutBillNo(transfer.outBillNo)
  }

  byOutBillNo(outBillNo: string): Transfer {
    return this.#found(this.book.transfers.all.get(outBillNo))
  }

  byBillNo(transferBillNo: string): Transfer {
    return this.#found(this.book.transfers.byBillNo(transferBillNo))
  }

  /** Only what its payee has not said yes to; a repetition answers like the first. */
  cancel(outBillNo: string): Transfer {
    const transfer = this.byOutBillNo(outBillNo)
    if (transfer.state === 'CANCELING' || transfer.state === 'CANCELLED') return transfer
    if (transfer.state !== 'WAIT_USER_CONFIRM') {
      throw new GatewayError(400, 'INVALID_REQUEST', '当前转账单状态不支持撤销', { state: transfer.state })
    }
    this.move(transfer, 'CANCELING')
    return transfer
  }

  move({ outBillNo }: Transfer, state: TransferState, failReason: string | null = null): void {
    this.book.record({ type: 'transfer', fact: { type: 'moved', outBillNo, state, failReason, at: this.clock.now() } })
  }

  #found(transfer: Transfer | undefined): Transfer {
    if (transfer === undefined) throw new GatewayError(404, 'NOT_FOUND', '记录不存在')
    const overdue = this.clock.now() - transfer.createdAt >= CLOSES_AFTER_MS
    if (overdue && transfer.state === 'WAIT_USER_CONFIRM') this.move(transfer, 'FAIL', 'OVERDUE_CLOSE')
    return transfer
  }

  #repeat(known: Transfer, fingerprint: string): Transfer {
    if (known.fingerprint === fingerprint) return this.#found(known)
    throw new GatewayError(400, 'ALREADY_EXISTS', '商户单号已存在，且与原请求参数不一致')
  }

  #requirePayee({ appid, openid }: TransferBody): void {
    const { appid: own, wechatMiniProgram, wechatOfficialAccount } = this.keyring
    if (![own, wechatMiniProgram.appid, wechatOfficialAccount.appid].includes(appid)) {
      throw new GatewayError(400, 'APPID_MCHID_NOT_MATCH', 'appid和mch_id不匹配', { field: 'appid', value: appid })
    }
    if (this.book.open.personByOpenid(appid, openid) === undefined) {
      throw new GatewayError(400, 'PARAM_ERROR', '用户OPENID错误', {
        field: '/openid',
        location: 'body',
        value: openid,
      })
    }
  }

  #nameIn(request: TransferBody, sealedUnder: string | undefined): string | null {
    if (request.user_name === undefined) {
      if (request.transfer_amount < NAME_FROM_FEN) return null
      throw paramError('/user_name', 'is needed from 2000 yuan on')
    }
    const { platformA, platformB, platformPublicKey } = this.keyring
    const keys: Record<string, string> = {
      [platformA.serial]: platformA.privateKey,
      [platformB.serial]: platformB.privateKey,
      [platformPublicKey.id]: platformPublicKey.privateKey,
    }
    const key = keys[sealedUnder ?? '']
    if (key === undefined) throw new GatewayError(400, 'PARAM_ERROR', 'Http头Wechatpay-Serial缺失或错误')
    try {
      return openName(request.user_name, key)
    } catch {
      throw paramError('/user_name', 'cannot be opened with the key of Wechatpay-Serial')
    }
  }
}

export const hasEnded = ({ state }: Transfer): boolean => ENDED.includes(state)
