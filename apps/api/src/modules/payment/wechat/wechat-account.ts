import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert } from '@jishi/kernel/assert'
import { z } from 'zod'
import type { Config } from '../../../infra/config/config.js'

export interface MerchantKey {
  readonly serial: string
  readonly privateKey: string
}

/** What a merchant gets from the channel's console: who we are, our key, and the keys the channel signs with. */
export interface WechatAccount {
  readonly baseUrl: string
  /** The app that pays in browsers outside WeChat and by a code to scan. */
  readonly appId: string
  /** The other apps of the merchant, where there are such: each has its own openids. */
  readonly miniProgramAppId?: string | undefined
  readonly officialAccountAppId?: string | undefined
  readonly merchantId: string
  readonly merchantSerial: string
  readonly privateKey: string
  /** The key that follows, while a merchant changes its own: used from the moment the first one is refused. */
  readonly nextMerchantKey?: MerchantKey | undefined
  readonly apiV3Key: string
  /** The one before it: notices on their way when it was changed are sealed with that. */
  readonly previousApiV3Key?: string | undefined
  /** Whether WeChat has certificates to be downloaded for this merchant; a newer one has a public key only. */
  readonly downloadsCertificates?: boolean | undefined
  /** Public keys or certificates the channel may sign with, by serial: several while it changes over. */
  readonly platformKeys: Readonly<Record<string, string>>
}

/** The simulator publishes only what a real console would give. */
const simulatorAccount = z.object({
  mchid: z.string(),
  appid: z.string(),
  merchantSerial: z.string(),
  merchantPrivateKey: z.string(),
  apiV3Key: z.string().length(32),
  platformPublicKeyId: z.string(),
  platformPublicKey: z.string(),
  platformCertificateSerial: z.string(),
  platformCertificate: z.string(),
  apiV3KeyBefore: z.string().length(32),
  nextMerchantSerial: z.string(),
  nextMerchantPrivateKey: z.string(),
  wechatMiniProgram: z.object({ appid: z.string() }),
  wechatOfficialAccount: z.object({ appid: z.string() }),
})

const fromSimulator = (config: Config): WechatAccount => {
  assert(config.mode !== 'production', 'production never reads the keys of the simulator')
  const account = simulatorAccount.parse(
    JSON.parse(readFileSync(join(config.dataDir, 'simulator', 'merchant.json'), 'utf8')),
  )
  return {
    baseUrl: config.simulatorUrl,
    appId: account.appid,
    miniProgramAppId: config.env.WECHAT_MP_APP_ID ?? account.wechatMiniProgram.appid,
    officialAccountAppId: config.env.WECHAT_OA_APP_ID ?? account.wechatOfficialAccount.appid,
    merchantId: account.mchid,
    merchantSerial: account.merchantSerial,
    privateKey: account.merchantPrivateKey,
    nextMerchantKey: { serial: account.nextMerchantSerial, privateKey: account.nextMerchantPrivateKey },
    apiV3Key: account.apiV3Key,
    previousApiV3Key: account.apiV3KeyBefore,
    downloadsCertificates: true,
    platformKeys: {
      [account.platformPublicKeyId]: account.platformPublicKey,
      [account.platformCertificateSerial]: account.platformCertificate,
    },
  }
}

/** A public key by the name the console gave it, certificates by their own serial; as many of each as there are. */
const platformKeysOf = (env: Config['env']): Record<string, string> => {
  const certificates = env.WECHAT_PAY_PLATFORM_CERT_FILES.map((file) => readFileSync(file, 'utf8'))
  const keys = certificates.map((pem) => [new X509Certificate(pem).serialNumber, pem] as const)
  const { WECHAT_PAY_PUBLIC_KEY_ID: id, WECHAT_PAY_PUBLIC_KEY_FILE: file } = env
  const known = Object.fromEntries(keys)
  return id === undefined || file === undefined ? known : { ...known, [id]: readFileSync(file, 'utf8') }
}

/** The account of this shop: from the configuration, or the simulator's when the mode allows one and none is given. */
export const wechatAccountOf = (config: Config): WechatAccount => {
  const { env } = config
  if (env.WECHAT_PAY_MCH_ID === undefined) return fromSimulator(config)
  const needed = (key: keyof typeof env): string => {
    const value = env[key]
    assert(typeof value === 'string', `${key} goes with WECHAT_PAY_MCH_ID`)
    return value
  }
  return {
    baseUrl: needed('WECHAT_PAY_BASE_URL'),
    appId: needed('WECHAT_PAY_APP_ID'),
    miniProgramAppId: env.WECHAT_MP_APP_ID,
    officialAccountAppId: env.WECHAT_OA_APP_ID,
    merchantId: needed('WECHAT_PAY_MCH_ID'),
    merchantSerial: needed('WECHAT_PAY_SERIAL'),
    privateKey: readFileSync(needed('WECHAT_PAY_PRIVATE_KEY_FILE'), 'utf8'),
    apiV3Key: needed('WECHAT_PAY_API_V3_KEY'),
    nextMerchantKey:
      env.WECHAT_PAY_NEXT_SERIAL === undefined
        ? undefined
        : {
            serial: env.WECHAT_PAY_NEXT_SERIAL,
            privateKey: readFileSync(needed('WECHAT_PAY_NEXT_PRIVATE_KEY_FILE'), 'utf8'),
          },
    previousApiV3Key: env.WECHAT_PAY_API_V3_KEY_PREVIOUS,
    downloadsCertificates: env.WECHAT_PAY_CERTIFICATES === 'true',
    platformKeys: platformKeysOf(env),
  }
}
