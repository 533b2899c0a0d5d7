import { createPublicKey, generateKeyPair, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { newAlipayCertificates } from './certificates.js'
import type { AlipayCertificates } from './certificates.js'

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
  certificates: AlipayCertificates
}

/** What the open platform's console shows the owner of the application. */
export interface AlipayAccount {
  appId: string
  sellerId: string
  privateKey: string
  alipayPublicKey: string
  aesKey: string
  certificates: AlipayCertificates
}

async function newPrivateKey(): Promise<string> {
  const { privateKey } = await generate('rsa', { modulusLength: 2048 })
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** Keys of earlier versions have no certificates yet. */
export async function alipayKeysOf(known: Partial<AlipayKeys> | undefined): Promise<AlipayKeys> {
  const [appPrivateKey, platformPrivateKey] = await Promise.all([
    known?.appPrivateKey ?? newPrivateKey(),
    known?.platformPrivateKey ?? newPrivateKey(),
  ])
  const keys = {
    appId: SIMULATOR_ALIPAY_APP_ID,
    sellerId: SIMULATOR_ALIPAY_SELLER_ID,
    aesKey: randomBytes(16).toString('base64'),
    ...known,
    appPrivateKey,
    platformPrivateKey,
  }
  return { ...keys, certificates: known?.certificates ?? (await newAlipayCertificates(keys)) }
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
    certificates: keys.certificates,
  }
}
