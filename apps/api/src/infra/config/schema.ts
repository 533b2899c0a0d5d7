import { z } from 'zod'

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback)
const milliseconds = (fallback: number) => z.coerce.number().int().min(1).max(600_000).default(fallback)
const count = (fallback: number, most: number) => z.coerce.number().int().min(1).max(most).default(fallback)
/** Hundredths of a per cent. */
const share = (fallback: number) => z.coerce.number().int().min(0).max(10_000).default(fallback)
const text = z.string().min(1).optional()
const address = z.url().optional()
const list = z
  .string()
  .default('')
  .transform((value) =>
    value
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  )

/**
 * Every variable the shop reads, and nothing else reads the environment. `.env.example` explains each one
 * and a test holds the two together. An empty value counts as not set.
 */
export const environmentSchema = z.object({
  JISHI_MODE: z.enum(['demo', 'test', 'production']).default('production'),
  HOST: z.string().default('127.0.0.1'),
  PORT: port(3000),
  SIMULATOR_PORT: port(3100),
  DATA_DIR: z.string().default('.data'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),

  DATABASE_URL: text,
  DATABASE_POOL_SIZE: count(20, 500),
  DATABASE_POOL_WAIT_MS: milliseconds(4_000),
  DATABASE_STATEMENT_TIMEOUT_MS: milliseconds(10_000),
  DATABASE_LOCK_TIMEOUT_MS: milliseconds(4_000),
  DATABASE_IDLE_IN_TRANSACTION_MS: milliseconds(15_000),
  REDIS_URL: text,
  QUEUE_CONCURRENCY: count(4, 100),

  TRUST_PROXY: list,
  PUBLIC_BASE_URL: address,
  NOTIFY_BASE_URL: address,
  MEDIA_BASE_URL: address,
  METRICS_TOKEN: z.string().min(16).optional(),

  STORAGE: z.enum(['local', 's3']).default('local'),
  S3_ENDPOINT: address,
  S3_REGION: text,
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'is not the name of a bucket')
    .optional(),
  S3_ACCESS_KEY_ID: text,
  S3_SECRET_ACCESS_KEY: text,
  S3_PATH_STYLE: z.enum(['true', 'false']).default('false'),
  S3_UPLOADS: z.enum(['direct', 'through']).default('direct'),
  S3_TIMEOUT_MS: milliseconds(10_000),
  MEDIA_VIDEO_MAX_MB: count(100, 100),

  PII_KEYS: list,
  BLIND_INDEX_KEY: text,

  WECHAT_PAY_BASE_URL: address,
  WECHAT_PAY_APP_ID: text,
  WECHAT_PAY_MCH_ID: text,
  WECHAT_PAY_SERIAL: text,
  WECHAT_PAY_PRIVATE_KEY_FILE: text,
  WECHAT_PAY_API_V3_KEY: z.string().length(32).optional(),
  WECHAT_PAY_PUBLIC_KEY_ID: text,
  WECHAT_PAY_PUBLIC_KEY_FILE: text,
  WECHAT_PAY_PLATFORM_CERT_FILES: list,
  WECHAT_PAY_CERTIFICATES: z.enum(['true', 'false']).default('false'),
  WECHAT_PAY_NEXT_SERIAL: text,
  WECHAT_PAY_NEXT_PRIVATE_KEY_FILE: text,
  WECHAT_PAY_API_V3_KEY_PREVIOUS: z.string().length(32).optional(),
  WECHAT_PAY_FEE_BP: share(60),

  WECHAT_API_BASE_URL: address,
  WECHAT_OAUTH_BASE_URL: address,
  WECHAT_MP_APP_ID: text,
  WECHAT_MP_SECRET: text,
  WECHAT_MP_PUSH_TOKEN: text,
  WECHAT_MP_PUSH_AES_KEY: z.string().length(43).optional(),
  WECHAT_OA_APP_ID: text,
  WECHAT_OA_SECRET: text,

  ALIPAY_GATEWAY_URL: address,
  ALIPAY_ENDPOINT_URL: address,
  ALIPAY_APP_ID: text,
  ALIPAY_SELLER_ID: text,
  ALIPAY_PRIVATE_KEY_FILE: text,
  ALIPAY_PUBLIC_KEY_FILE: text,
  ALIPAY_FEE_BP: share(60),
  ALIPAY_AES_KEY: text,
  ALIPAY_CERTIFICATES: z.enum(['true', 'false']).default('false'),
  ALIPAY_APP_CERT_FILE: text,
  ALIPAY_CERT_FILE: text,
  ALIPAY_ROOT_CERT_FILE: text,

  UNIONPAY_ENABLED: z.enum(['true', 'false']).optional(),
  UNIONPAY_BASE_URL: address,
  UNIONPAY_MER_ID: z
    .string()
    .regex(/^[0-9A-Za-z]{15}$/, 'has 15 characters')
    .optional(),
  UNIONPAY_SIGN_CERT_FILE: text,
  UNIONPAY_PRIVATE_KEY_FILE: text,
  UNIONPAY_ROOT_CERT_FILE: text,
  UNIONPAY_MIDDLE_CERT_FILE: text,
  UNIONPAY_OWNER: text,

  KUAIDI100_BASE_URL: address,
  KUAIDI100_CUSTOMER: text,
  KUAIDI100_KEY: text,

  SMS_BASE_URL: address,
  SMS_ACCESS_KEY: text,
  SMS_SECRET: text,
})

export type Environment = z.infer<typeof environmentSchema>
export type Mode = Environment['JISHI_MODE']
export const ENVIRONMENT_KEYS = Object.keys(environmentSchema.shape) as (keyof Environment)[]
