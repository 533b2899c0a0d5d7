import { createPublicKey, generateKeyPair, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'

const generate = promisify(generateKeyPair)

/** No real application or seller has these: a production configuration can refuse them by value. */
export const SIMULATOR_ALIPAY_APP_ID = '2021000000000001'
export const SIMULATOR_ALIPAY_SELLER_ID = '2088000000000001'

/** Both halves of key mode: the application's own pair, the platform's pair, and the content key of phone numbers. */
export interface AlipayKeys {
  appId: string
  sellerId: string
  appPrivateKey: string
  platformPrivateKey: string
  aesKey: string
}

/** What the open platform's console shows the owner of the application. */
export interface AlipayAccount {
  appId: string
  sellerId: string
  privateKey: string
  alipayPublicKey: string
  aesKey: string
}

async function newPrivateKey(): Promise<string> {
  const { privateKey } = await generate('rsa', { modulusLength: 2048 })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

export async function newAlipayKeys(): Promise<AlipayKeys> {
  const [appPrivateKey, platformPrivateKey] = await Promise.all([newPrivateKey(), newPrivateKey()])
  return {
    appId: SIMULATOR_ALIPAY_APP_ID,
    sellerId: SIMULATOR_ALIPAY_SELLER_ID,
    appPrivateKey,
    platformPrivateKey,
    aesKey: randomBytes(16).toString('base64'),
  }
}

function publicKeyOf(privateKey: string): string {
  return createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString()
}

export function alipayAccountOf(keys: AlipayKeys): AlipayAccount {
  return {
    appId: keys.appId,
    sellerId: keys.sellerId,
    privateKey: keys.appPrivateKey,
    alipayPublicKey: publicKeyOf(keys.platformPrivateKey),
    aesKey: keys.aesKey,
  }
}
