import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { present } from '@jishi/kernel/assert'
import { z } from 'zod'
import type { Config } from '../../infra/config/config.js'

export interface WeixinPushAccount {
  readonly appId: string
  readonly token: string
  /** 43 characters, as WeChat's console shows it. */
  readonly aesKey: string
}

const simulatorFile = z.object({
  wechatMiniProgram: z
    .object({ appid: z.string(), pushToken: z.string().optional(), pushAesKey: z.string().optional() })
    .optional(),
})

/** The configured push; outside production, where none is configured, the simulator's. Undefined: no pictures are checked. */
export const weixinPushAccountOf = (config: Config): WeixinPushAccount | undefined => {
  const { WECHAT_MP_APP_ID: appId, WECHAT_MP_PUSH_TOKEN: token, WECHAT_MP_PUSH_AES_KEY: aesKey } = config.env
  if (token !== undefined) {
    return { appId: present(appId, 'WECHAT_MP_APP_ID'), token, aesKey: present(aesKey, 'WECHAT_MP_PUSH_AES_KEY') }
  }
  const file = join(config.dataDir, 'simulator', 'merchant.json')
  if (config.mode === 'production' || appId !== undefined || !existsSync(file)) return undefined
  const app = simulatorFile.parse(JSON.parse(readFileSync(file, 'utf8'))).wechatMiniProgram
  if (app?.pushToken === undefined || app.pushAesKey === undefined) return undefined
  return { appId: app.appid, token: app.pushToken, aesKey: app.pushAesKey }
}
