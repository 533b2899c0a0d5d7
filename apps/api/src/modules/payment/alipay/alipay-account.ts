import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert } from '@jishi/kernel/assert'
import { z } from 'zod'
import type { Config } from '../../../infra/config/config.js'

export interface AlipayCertificates {
  readonly app: string
  readonly alipay: string
  readonly root: string
}

/** One app of Alipay's open platform, in key or in certificate mode, and the seller its payments go to. */
export interface AlipayAccount {
  /** Where browsers are sent; server calls go to the endpoint. */
  readonly gatewayUrl: string
  readonly endpointUrl: string
  readonly appId: string
  readonly sellerId: string
  /** Our key in PKCS8, and the one Alipay signs with for this app. */
  readonly privateKey: string
  readonly alipayPublicKey: string
  /** Certificate mode: the app's own certificate, Alipay's and its root, PEM. Transfers are allowed in this mode only. */
  readonly certificates?: AlipayCertificates | undefined
}

/** The simulator publishes only what a real console would give. */
const simulatorAccount = z.object({
  alipay: z.object({
    appId: z.string(),
    sellerId: z.string(),
    privateKey: z.string(),
    alipayPublicKey: z.string(),
    certificates: z.object({ app: z.string(), alipay: z.string(), root: z.string() }),
  }),
})

const fromSimulator = (config: Config): AlipayAccount => {
  const { alipay } = simulatorAccount.parse(
    JSON.parse(readFileSync(join(config.dataDir, 'simulator', 'merchant.json'), 'utf8')),
  )
  const { certificates, ...keys } = alipay
  const account = { gatewayUrl: `${config.simulatorUrl}/gateway.do`, endpointUrl: config.simulatorUrl, ...keys }
  return config.env.ALIPAY_CERTIFICATES === 'true' ? { ...account, certificates } : account
}

/** From the configuration, or the simulator's when the mode allows one; undefined for a shop without Alipay. */
export const alipayAccountOf = (config: Config): AlipayAccount | undefined => {
  const { env } = config
  if (env.ALIPAY_APP_ID === undefined) return config.mode === 'production' ? undefined : fromSimulator(config)
  const needed = (key: keyof typeof env): string => {
    const value = env[key]
    assert(typeof value === 'string', `${key} goes with ALIPAY_APP_ID`)
    return value
  }
  return {
    gatewayUrl: needed('ALIPAY_GATEWAY_URL'),
    endpointUrl: needed('ALIPAY_ENDPOINT_URL'),
    appId: needed('ALIPAY_APP_ID'),
    sellerId: needed('ALIPAY_SELLER_ID'),
    privateKey: readFileSync(needed('ALIPAY_PRIVATE_KEY_FILE'), 'utf8'),
    alipayPublicKey: readFileSync(needed('ALIPAY_PUBLIC_KEY_FILE'), 'utf8'),
    certificates:
      env.ALIPAY_CERTIFICATES === 'true'
        ? {
            app: readFileSync(needed('ALIPAY_APP_CERT_FILE'), 'utf8'),
            alipay: readFileSync(needed('ALIPAY_CERT_FILE'), 'utf8'),
            root: readFileSync(needed('ALIPAY_ROOT_CERT_FILE'), 'utf8'),
          }
        : undefined,
  }
}
