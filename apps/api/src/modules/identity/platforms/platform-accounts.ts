import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { assert } from '@jishi/kernel/assert'
import { z } from 'zod'
import type { Config } from '../../../infra/config/config.js'
import type { Environment } from '../../../infra/config/schema.js'

/** One app of WeChat's open platform. */
export interface WeixinApp {
  readonly appId: string
  readonly secret: string
  /** Where the server asks. */
  readonly apiUrl: string
  /** Where the shopper's browser is sent. */
  readonly oauthUrl: string
}

export interface AlipayApp {
  readonly appId: string
  readonly gatewayUrl: string
  readonly endpointUrl: string
  readonly privateKey: string
  readonly alipayPublicKey: string
  /** Base64 of 16 bytes: opens what the client hands over sealed. */
  readonly aesKey: string
}

const weixinApp = z.object({ appid: z.string(), secret: z.string() })
/** The simulator publishes only what the platforms' consoles would give. */
const simulatorFile = z.object({
  wechatMiniProgram: weixinApp.optional(),
  wechatOfficialAccount: weixinApp.optional(),
  alipay: z
    .object({ appId: z.string(), privateKey: z.string(), alipayPublicKey: z.string(), aesKey: z.string() })
    .optional(),
})

/** A mode that allows the simulator uses its apps where none is configured; production has what it was given, or nothing. */
const fromSimulator = (config: Config): z.infer<typeof simulatorFile> => {
  assert(config.mode !== 'production', 'production never reads the apps of the simulator')
  const file = join(config.dataDir, 'simulator', 'merchant.json')
  // A test without a simulator has no platforms, as a shop has none that it gave no app.
  return existsSync(file) ? simulatorFile.parse(JSON.parse(readFileSync(file, 'utf8'))) : {}
}

const needed = (env: Environment, key: keyof Environment): string => {
  const value = env[key]
  assert(typeof value === 'string', `${key} is missing for this platform`)
  return value
}

const weixinAppOf = (config: Config, kind: 'weixin' | 'weixin_oa'): WeixinApp | undefined => {
  const { env } = config
  const [idKey, secretKey] =
    kind === 'weixin'
      ? (['WECHAT_MP_APP_ID', 'WECHAT_MP_SECRET'] as const)
      : (['WECHAT_OA_APP_ID', 'WECHAT_OA_SECRET'] as const)
  const appId = env[idKey]
  if (appId !== undefined) {
    const apiUrl = needed(env, 'WECHAT_API_BASE_URL')
    return { appId, secret: needed(env, secretKey), apiUrl, oauthUrl: env.WECHAT_OAUTH_BASE_URL ?? apiUrl }
  }
  if (config.mode === 'production') return undefined
  const made = fromSimulator(config)
  const app = kind === 'weixin' ? made.wechatMiniProgram : made.wechatOfficialAccount
  return app && { appId: app.appid, secret: app.secret, apiUrl: config.simulatorUrl, oauthUrl: config.simulatorUrl }
}

const alipayAppOf = (config: Config): AlipayApp | undefined => {
  const { env } = config
  if (env.ALIPAY_APP_ID !== undefined) {
    return {
      appId: env.ALIPAY_APP_ID,
      gatewayUrl: needed(env, 'ALIPAY_GATEWAY_URL'),
      endpointUrl: needed(env, 'ALIPAY_ENDPOINT_URL'),
      privateKey: readFileSync(needed(env, 'ALIPAY_PRIVATE_KEY_FILE'), 'utf8'),
      alipayPublicKey: readFileSync(needed(env, 'ALIPAY_PUBLIC_KEY_FILE'), 'utf8'),
      aesKey: needed(env, 'ALIPAY_AES_KEY'),
    }
  }
  if (config.mode === 'production') return undefined
  const made = fromSimulator(config).alipay
  const base = config.simulatorUrl
  return made && { ...made, gatewayUrl: `${base}/gateway.do`, endpointUrl: base }
}

/** The shop's apps on the platforms; undefined where it has none. Read when first asked for: the simulator starts beside us. */
export class PlatformAccounts {
  private readonly weixinApps = new Map<'weixin' | 'weixin_oa', WeixinApp>()
  private alipayApp: AlipayApp | undefined

  constructor(private readonly config: Config) {}

  weixin(kind: 'weixin' | 'weixin_oa'): WeixinApp | undefined {
    const app = this.weixinApps.get(kind) ?? weixinAppOf(this.config, kind)
    if (app !== undefined) this.weixinApps.set(kind, app)
    return app
  }

  alipay(): AlipayApp | undefined {
    this.alipayApp ??= alipayAppOf(this.config)
    return this.alipayApp
  }
}
