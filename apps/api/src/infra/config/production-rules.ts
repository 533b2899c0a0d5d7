import { isAbsolute, relative, resolve } from 'node:path'
import type { Environment } from './schema.js'

/** What a real shop cannot open without; each is a decision somebody has to have made. */
const REQUIRED = [
  'DATABASE_URL',
  'PUBLIC_BASE_URL',
  'NOTIFY_BASE_URL',
  'MEDIA_BASE_URL',
  'BLIND_INDEX_KEY',
  'WECHAT_PAY_BASE_URL',
  'WECHAT_PAY_APP_ID',
  'WECHAT_PAY_MCH_ID',
  'WECHAT_PAY_SERIAL',
  'WECHAT_PAY_PRIVATE_KEY_FILE',
  'WECHAT_PAY_API_V3_KEY',
  'SMS_BASE_URL',
  'SMS_ACCESS_KEY',
  'SMS_SECRET',
] as const satisfies readonly (keyof Environment)[]

const HTTPS_ONLY = [
  'PUBLIC_BASE_URL',
  'NOTIFY_BASE_URL',
  'MEDIA_BASE_URL',
  'WECHAT_PAY_BASE_URL',
  'WECHAT_API_BASE_URL',
  'WECHAT_OAUTH_BASE_URL',
  'ALIPAY_GATEWAY_URL',
  'ALIPAY_ENDPOINT_URL',
  'UNIONPAY_BASE_URL',
  'KUAIDI100_BASE_URL',
  'SMS_BASE_URL',
  'S3_ENDPOINT',
] as const
const KEY_FILES = [
  'WECHAT_PAY_PRIVATE_KEY_FILE',
  'WECHAT_PAY_NEXT_PRIVATE_KEY_FILE',
  'WECHAT_PAY_PUBLIC_KEY_FILE',
  'ALIPAY_PRIVATE_KEY_FILE',
  'ALIPAY_PUBLIC_KEY_FILE',
  'ALIPAY_APP_CERT_FILE',
  'ALIPAY_CERT_FILE',
  'ALIPAY_ROOT_CERT_FILE',
  'UNIONPAY_SIGN_CERT_FILE',
  'UNIONPAY_PRIVATE_KEY_FILE',
  'UNIONPAY_ROOT_CERT_FILE',
  'UNIONPAY_MIDDLE_CERT_FILE',
] as const
const SECRETS = [
  'BLIND_INDEX_KEY',
  'WECHAT_PAY_API_V3_KEY',
  'WECHAT_PAY_API_V3_KEY_PREVIOUS',
  'WECHAT_MP_SECRET',
  'WECHAT_MP_PUSH_TOKEN',
  'WECHAT_MP_PUSH_AES_KEY',
  'WECHAT_OA_SECRET',
  'ALIPAY_AES_KEY',
  'KUAIDI100_KEY',
  'SMS_SECRET',
  'METRICS_TOKEN',
  'S3_SECRET_ACCESS_KEY',
] as const
/** A shop need not be on every platform, but half an account is a mistake: all of a group, or none of it. */
const GROUPS = [
  ['WECHAT_PAY_PUBLIC_KEY_ID', 'WECHAT_PAY_PUBLIC_KEY_FILE'],
  ['ALIPAY_APP_CERT_FILE', 'ALIPAY_CERT_FILE', 'ALIPAY_ROOT_CERT_FILE'],
  ['WECHAT_PAY_NEXT_SERIAL', 'WECHAT_PAY_NEXT_PRIVATE_KEY_FILE'],
  ['WECHAT_MP_APP_ID', 'WECHAT_MP_SECRET', 'WECHAT_API_BASE_URL'],
  ['WECHAT_MP_PUSH_TOKEN', 'WECHAT_MP_PUSH_AES_KEY'],
  ['WECHAT_OA_APP_ID', 'WECHAT_OA_SECRET', 'WECHAT_OAUTH_BASE_URL', 'WECHAT_API_BASE_URL'],
  ['KUAIDI100_KEY', 'KUAIDI100_CUSTOMER', 'KUAIDI100_BASE_URL'],
  [
    'ALIPAY_APP_ID',
    'ALIPAY_SELLER_ID',
    'ALIPAY_GATEWAY_URL',
    'ALIPAY_ENDPOINT_URL',
    'ALIPAY_PRIVATE_KEY_FILE',
    'ALIPAY_PUBLIC_KEY_FILE',
    'ALIPAY_AES_KEY',
  ],
  [
    'UNIONPAY_MER_ID',
    'UNIONPAY_BASE_URL',
    'UNIONPAY_SIGN_CERT_FILE',
    'UNIONPAY_PRIVATE_KEY_FILE',
    'UNIONPAY_ROOT_CERT_FILE',
    'UNIONPAY_MIDDLE_CERT_FILE',
  ],
] as const satisfies readonly (readonly (keyof Environment)[])[]
const PLACEHOLDER = /change|example|secret|password|default|demo|simulat|^(.)\1+$/i
const LOOPBACK = /^(localhost|127\.|0\.0\.0\.0|\[?::1)/i

const inside = (file: string, directory: string): boolean => {
  const path = relative(directory, resolve(file))
  return path !== '' && !path.startsWith('..') && !isAbsolute(path)
}

const addressProblems = (environment: Environment): string[] =>
  HTTPS_ONLY.flatMap((key) => {
    const value = environment[key]
    if (value === undefined) return []
    const url = new URL(value)
    const problems: string[] = []
    if (url.protocol !== 'https:') problems.push(`${key} must be an https address in production`)
    if (LOOPBACK.test(url.hostname)) problems.push(`${key} points at this machine, where only the simulator lives`)
    return problems
  })

const secretProblems = (environment: Environment): string[] => [
  ...SECRETS.filter((key) => PLACEHOLDER.test(environment[key] ?? '')).map((key) => `${key} looks like a placeholder`),
  ...environment.PII_KEYS.filter((key) => PLACEHOLDER.test(key.split(':')[1] ?? '')).map(
    () => 'PII_KEYS holds a placeholder',
  ),
]

/**
 * The shop itself speaks plain http, so something in front ends the https. Without its name every visitor would be that
 * one address: limits would count them together, and a stranger's wrong passwords would lock out the owner.
 */
const proxyProblems = ({ TRUST_PROXY }: Environment): string[] => {
  if (TRUST_PROXY.length === 0) return ['TRUST_PROXY is required in production: the address of what ends the https']
  return TRUST_PROXY.filter((network) => network.endsWith('/0')).map(
    (network) => `TRUST_PROXY believes everybody: ${network}`,
  )
}

/** A key file that the simulator generated proves nothing about who pays. */
const simulatorKeyProblems = (environment: Environment): string[] =>
  KEY_FILES.filter((key) => {
    const file = environment[key]
    return file !== undefined && inside(file, resolve(environment.DATA_DIR, 'simulator'))
  }).map((key) => `${key} is a key of the simulator`)

/** The first key of a group names it: with it the rest is needed, without it the rest means nothing. */
const groupProblems = (environment: Environment): string[] =>
  GROUPS.flatMap(([name, ...rest]) =>
    environment[name] === undefined
      ? []
      : rest.filter((key) => environment[key] === undefined).map((key) => `${key} goes with ${name}`),
  )

/** A public key, a certificate, or both while a merchant changes over; with neither nothing WeChat says can be believed. */
const wechatKeyProblems = (environment: Environment): string[] =>
  environment.WECHAT_PAY_PUBLIC_KEY_ID === undefined && environment.WECHAT_PAY_PLATFORM_CERT_FILES.length === 0
    ? ['WECHAT_PAY_PUBLIC_KEY_ID or WECHAT_PAY_PLATFORM_CERT_FILES is required in production']
    : []

const alipayModeProblems = ({ ALIPAY_CERTIFICATES, ALIPAY_APP_CERT_FILE }: Environment): string[] =>
  ALIPAY_CERTIFICATES === 'true' && ALIPAY_APP_CERT_FILE === undefined
    ? ['ALIPAY_APP_CERT_FILE goes with ALIPAY_CERTIFICATES']
    : []

/** Switched on without an account it would offer what nobody can pay with. */
const unionpayProblems = ({ UNIONPAY_ENABLED, UNIONPAY_MER_ID }: Environment): string[] =>
  UNIONPAY_ENABLED === 'true' && UNIONPAY_MER_ID === undefined ? ['UNIONPAY_MER_ID goes with UNIONPAY_ENABLED'] : []

/** Everything that would make a production start unsafe, in words; empty when it may open. */
export const productionProblems = (environment: Environment): string[] => [
  ...REQUIRED.filter((key) => environment[key] === undefined).map((key) => `${key} is required in production`),
  ...(environment.PII_KEYS.length === 0 ? ['PII_KEYS is required in production'] : []),
  ...groupProblems(environment),
  ...unionpayProblems(environment),
  ...wechatKeyProblems(environment),
  ...alipayModeProblems(environment),
  ...proxyProblems(environment),
  ...addressProblems(environment),
  ...secretProblems(environment),
  ...simulatorKeyProblems(environment),
]
