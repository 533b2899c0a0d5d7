import { createPublicKey, generateKeyPair, randomBytes, randomInt } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { alipayAccountOf, alipayKeysOf } from '../alipay/account.js'
import type { AlipayAccount, AlipayKeys } from '../alipay/account.js'
import { newUnionpayKeys, unionpayAccountOf } from '../unionpay/account.js'
import type { UnionpayAccount, UnionpayKeys } from '../unionpay/account.js'
import { issueCertificate } from './certificate.js'
import { writeSecretFile } from './secret-file.js'

const generate = promisify(generateKeyPair)

const YEAR_MS = 365 * 24 * 60 * 60 * 1000

/** No real merchant has these: a production configuration can refuse them by value and by prefix. */
export const SIMULATOR_MCHID = '1900000001'
export const SIMULATOR_APPID = 'wx00000000514a1501'
export const SIMULATOR_MINI_PROGRAM_APPID = 'wx00000000514a1502'
export const SIMULATOR_OFFICIAL_ACCOUNT_APPID = 'wx00000000514a1503'
export const SIMULATOR_PUBLIC_KEY_ID_PREFIX = 'PUB_KEY_ID_00000000'

export interface CertifiedKey {
  serial: string
  privateKey: string
  certificate: string
}

/** An app of the open platform: its secret exchanges codes and tokens. */
export interface OpenApp {
  appid: string
  secret: string
}

/** A mini program, whose server is told things by a message push in safe mode. */
export interface MiniProgram extends OpenApp {
  pushToken: string
  /** 43 characters. */
  pushAesKey: string
}

/** An account at kuaidi100. */
export interface CarrierAccount {
  customer: string
  key: string
}

export interface Keyring {
  mchid: string
  appid: string
  apiV3Key: string
  merchant: CertifiedKey
  /** The merchant's key that follows, and the APIv3 key that came before, for changes of keys. */
  nextMerchant: CertifiedKey
  apiV3KeyBefore: string
  platformA: CertifiedKey
  platformB: CertifiedKey
  platformPublicKey: { id: string; privateKey: string; publicKey: string }
  sms: { accessKeyId: string; accessKeySecret: string }
  alipay: AlipayKeys
  unionpay: UnionpayKeys
  wechatMiniProgram: MiniProgram
  wechatOfficialAccount: OpenApp
  carrier: CarrierAccount
}

/** What the consoles of the gateway and of the SMS carrier would let a merchant see and download. */
export interface MerchantAccount {
  mchid: string
  appid: string
  merchantSerial: string
  merchantPrivateKey: string
  merchantCertificate: string
  apiV3Key: string
  apiV3KeyBefore: string
  nextMerchantSerial: string
  nextMerchantPrivateKey: string
  platformPublicKeyId: string
  platformPublicKey: string
  platformCertificateSerial: string
  platformCertificate: string
  sms: { accessKeyId: string; accessKeySecret: string }
  alipay: AlipayAccount
  unionpay: UnionpayAccount
  wechatMiniProgram: MiniProgram
  wechatOfficialAccount: OpenApp
  carrier: CarrierAccount
}

async function newKey(): Promise<KeyObject> {
  const pair = await generate('rsa', { modulusLength: 2048 })
  return pair.privateKey
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}

function newSerial(): string {
  // The first byte stays below 0x80 and above 0, so that the printed serial has exactly forty digits.
  return Buffer.concat([Buffer.from([randomInt(1, 0x7f)]), randomBytes(19)])
    .toString('hex')
    .toUpperCase()
}

function certified(subjectKey: KeyObject, issuerKey: KeyObject, names: [string, string], now: number): CertifiedKey {
  const serial = newSerial()
  const [commonName, organization] = names
  const validity = { validFrom: now - YEAR_MS / 365, validTo: now + 5 * YEAR_MS }
  const issuerName = 'Jishi simulator root'
  const certificate = issueCertificate({
    serial,
    commonName,
    organization,
    issuerName,
    subjectKey,
    issuerKey,
    ...validity,
  })
  return { serial, privateKey: pemOf(subjectKey), certificate }
}

type LaterKeys =
  'wechatMiniProgram' | 'wechatOfficialAccount' | 'nextMerchant' | 'apiV3KeyBefore' | 'alipay' | 'unionpay' | 'carrier'

function newOpenApp(appid: string): OpenApp {
  return { appid, secret: randomBytes(16).toString('hex') }
}

function newMiniProgram(): MiniProgram {
  const aesKey = randomBytes(32).toString('base64').slice(0, 43)
  return {
    ...newOpenApp(SIMULATOR_MINI_PROGRAM_APPID),
    pushToken: randomBytes(16).toString('hex'),
    pushAesKey: aesKey,
  }
}

async function newNextMerchant(now: number): Promise<CertifiedKey> {
  return certified(await newKey(), await newKey(), [SIMULATOR_MCHID, 'Simulated merchant'], now)
}

/** Key files of earlier versions lack what came later; what they have stays as it is. */
async function completed(known: Omit<Keyring, LaterKeys> & Partial<Keyring>, now: number): Promise<Keyring> {
  return {
    ...known,
    wechatMiniProgram: { ...newMiniProgram(), ...known.wechatMiniProgram },
    wechatOfficialAccount: known.wechatOfficialAccount ?? newOpenApp(SIMULATOR_OFFICIAL_ACCOUNT_APPID),
    carrier: known.carrier ?? {
      customer: randomBytes(16).toString('hex').toUpperCase(),
      key: randomBytes(8).toString('base64url'),
    },
    nextMerchant: known.nextMerchant ?? (await newNextMerchant(now)),
    apiV3KeyBefore: known.apiV3KeyBefore ?? randomBytes(16).toString('hex'),
    alipay: await alipayKeysOf(known.alipay),
    unionpay: known.unionpay ?? (await newUnionpayKeys(now)),
  }
}

async function newKeyring(now: number): Promise<Omit<Keyring, LaterKeys>> {
  const [issuer, merchant, a, b, plain] = await Promise.all([newKey(), newKey(), newKey(), newKey(), newKey()])
  const platformNames: [string, string] = ['Tenpay.com sign (simulated)', 'Jishi simulator']
  const digits = Array.from({ length: 20 }, () => randomInt(10)).join('')
  return {
    mchid: SIMULATOR_MCHID,
    appid: SIMULATOR_APPID,
    apiV3Key: randomBytes(16).toString('hex'),
    merchant: certified(merchant, issuer, [SIMULATOR_MCHID, 'Simulated merchant'], now),
    platformA: certified(a, issuer, platformNames, now),
    platformB: certified(b, issuer, platformNames, now),
    platformPublicKey: {
      id: `${SIMULATOR_PUBLIC_KEY_ID_PREFIX}${digits}`,
      privateKey: pemOf(plain),
      publicKey: createPublicKey(plain).export({ type: 'spki', format: 'pem' }).toString(),
    },
    sms: { accessKeyId: `SIM${randomBytes(8).toString('hex')}`, accessKeySecret: randomBytes(32).toString('hex') },
  }
}

export function merchantAccountOf(keyring: Keyring): MerchantAccount {
  return {
    mchid: keyring.mchid,
    appid: keyring.appid,
    merchantSerial: keyring.merchant.serial,
    merchantPrivateKey: keyring.merchant.privateKey,
    merchantCertificate: keyring.merchant.certificate,
    apiV3Key: keyring.apiV3Key,
    apiV3KeyBefore: keyring.apiV3KeyBefore,
    nextMerchantSerial: keyring.nextMerchant.serial,
    nextMerchantPrivateKey: keyring.nextMerchant.privateKey,
    platformPublicKeyId: keyring.platformPublicKey.id,
    platformPublicKey: keyring.platformPublicKey.publicKey,
    platformCertificateSerial: keyring.platformA.serial,
    platformCertificate: keyring.platformA.certificate,
    sms: keyring.sms,
    alipay: alipayAccountOf(keyring.alipay),
    unionpay: unionpayAccountOf(keyring.unionpay),
    wechatMiniProgram: keyring.wechatMiniProgram,
    wechatOfficialAccount: keyring.wechatOfficialAccount,
    carrier: keyring.carrier,
  }
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Opens the keys of a data directory, making them at the first start, and publishes the merchant's half. */
export async function openKeyring(directory: string, now: number): Promise<Keyring> {
  const path = join(directory, 'keys.json')
  const kept = await readText(path)
  const keyring = await completed(kept === null ? await newKeyring(now) : (JSON.parse(kept) as Keyring), now)
  const text = `${JSON.stringify(keyring, null, 2)}\n`
  if (text !== kept) await writeSecretFile(path, text)
  await writeSecretFile(join(directory, 'merchant.json'), `${JSON.stringify(merchantAccountOf(keyring), null, 2)}\n`)
  return keyring
}
