import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert } from '@jishi/kernel/assert'
import { z } from 'zod'
import type { Config } from '../../../infra/config/config.js'

/** Who we are at UnionPay's all-channel platform, and whose certificates its answers have to come from. */
export interface UnionpayAccount {
  readonly baseUrl: string
  readonly merchantId: string
  /** Our signing certificate, whose serial names it, and its key; both PEM. */
  readonly certificate: string
  readonly privateKey: string
  /** UnionPay's own root and middle certificates: the only ones an answer's certificate may descend from. */
  readonly rootCertificate: string
  readonly middleCertificate: string
  /** Whom the certificate of an answer must belong to. */
  readonly owner: string
}

/** In production; the test environment of UnionPay signs as another owner. */
export const UNIONPAY_OWNER = '中国银联股份有限公司'

/** The simulator publishes only what a real console would give. */
const simulatorAccount = z.object({
  unionpay: z.object({
    merId: z.string(),
    signCertificate: z.string(),
    signPrivateKey: z.string(),
    rootCertificate: z.string(),
    middleCertificate: z.string(),
  }),
})

const fromSimulator = (config: Config): UnionpayAccount => {
  assert(config.mode !== 'production', 'production never reads the keys of the simulator')
  const { unionpay } = simulatorAccount.parse(
    JSON.parse(readFileSync(join(config.dataDir, 'simulator', 'merchant.json'), 'utf8')),
  )
  return {
    baseUrl: config.simulatorUrl,
    merchantId: unionpay.merId,
    certificate: unionpay.signCertificate,
    privateKey: unionpay.signPrivateKey,
    rootCertificate: unionpay.rootCertificate,
    middleCertificate: unionpay.middleCertificate,
    owner: config.env.UNIONPAY_OWNER ?? UNIONPAY_OWNER,
  }
}

/** Undefined where UnionPay is switched off; else from the configuration, or the simulator's when the mode allows one. */
export const unionpayAccountOf = (config: Config): UnionpayAccount | undefined => {
  const { env } = config
  if (!config.unionpay) return undefined
  if (env.UNIONPAY_MER_ID === undefined) return fromSimulator(config)
  const needed = (key: keyof typeof env): string => {
    const value = env[key]
    assert(typeof value === 'string', `${key} goes with UNIONPAY_MER_ID`)
    return value
  }
  const fileOf = (key: keyof typeof env): string => readFileSync(needed(key), 'utf8')
  return {
    baseUrl: needed('UNIONPAY_BASE_URL').replace(/\/+$/, ''),
    merchantId: needed('UNIONPAY_MER_ID'),
    certificate: fileOf('UNIONPAY_SIGN_CERT_FILE'),
    privateKey: fileOf('UNIONPAY_PRIVATE_KEY_FILE'),
    rootCertificate: fileOf('UNIONPAY_ROOT_CERT_FILE'),
    middleCertificate: fileOf('UNIONPAY_MIDDLE_CERT_FILE'),
    owner: env.UNIONPAY_OWNER ?? UNIONPAY_OWNER,
  }
}
