import { resolve } from 'node:path'
import type { S3Place } from '../storage/s3-files.js'
import { productionProblems } from './production-rules.js'
import type { Environment, Mode } from './schema.js'
import { environmentSchema } from './schema.js'
import { s3PlaceOf, storageProblems } from './storage-rules.js'

/** Nest token of the parsed configuration; inject it with `@Inject(CONFIG) config: Config`. */
export const CONFIG = Symbol('Config')

export type { Mode } from './schema.js'

/** The configuration as the program reads it. `env` keeps the flat parsed values for what only one module needs. */
export interface Config {
  readonly mode: Mode
  readonly host: string
  readonly port: number
  readonly simulatorUrl: string
  readonly simulatorPort: number
  /** Absolute path of everything the shop keeps on disk. */
  readonly dataDir: string
  readonly logLevel: Environment['LOG_LEVEL']
  /** Empty only before the embedded database has been started. */
  readonly databaseUrl: string
  readonly redisUrl: string | undefined
  readonly database: {
    readonly poolSize: number
    readonly poolWaitMs: number
    readonly statementTimeoutMs: number
    readonly lockTimeoutMs: number
    readonly idleInTransactionMs: number
  }
  readonly queueConcurrency: number
  readonly trustProxy: readonly string[]
  /** Where shoppers reach the shop, without a slash at the end. */
  readonly publicBaseUrl: string
  /** Where payment channels reach us, without a slash at the end. */
  readonly notifyBaseUrl: string
  /** Prefix of picture addresses: empty means the same origin. */
  readonly mediaBaseUrl: string
  /** The bucket files are kept in; undefined where they lie under `dataDir`. */
  readonly storage: S3Place | undefined
  /** Largest film an operator may send, in bytes. */
  readonly videoMaxBytes: number
  /** Whether UnionPay is offered: outside production the simulator's, unless it is switched off. */
  readonly unionpay: boolean
  /** Origin of the wallet's page that takes a form from ours, else empty. */
  readonly formOrigin: string
  readonly metricsToken: string | undefined
  readonly env: Environment
}

/** The configuration is wrong: every problem at once, in words an operator can act on. */
export class ConfigProblem extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`)
    this.name = 'ConfigProblem'
  }
}

const trimmed = (url: string): string => url.replace(/\/+$/, '')

const withoutEmpty = (env: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => (entry[1] ?? '') !== ''))

/** Parses the environment once, at the start of a process. Throws ConfigProblem. */
export const loadConfig = (env: Readonly<Record<string, string | undefined>>): Config => {
  const parsed = environmentSchema.safeParse(withoutEmpty(env))
  if (!parsed.success) {
    throw new ConfigProblem(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`))
  }
  const problems = [
    ...storageProblems(parsed.data),
    ...(parsed.data.JISHI_MODE === 'production' ? productionProblems(parsed.data) : []),
  ]
  if (problems.length > 0) throw new ConfigProblem(problems)
  return shaped(parsed.data)
}

const unionpayOf = (env: Environment, simulatorUrl: string): Pick<Config, 'unionpay' | 'formOrigin'> => {
  const unionpay = (env.UNIONPAY_ENABLED ?? String(env.JISHI_MODE !== 'production')) === 'true'
  return { unionpay, formOrigin: unionpay ? new URL(env.UNIONPAY_BASE_URL ?? simulatorUrl).origin : '' }
}

const shaped = (env: Environment): Config => {
  const simulatorUrl = `http://127.0.0.1:${env.SIMULATOR_PORT}`
  const here = `http://127.0.0.1:${env.PORT}`
  return {
    mode: env.JISHI_MODE,
    host: env.HOST,
    port: env.PORT,
    simulatorPort: env.SIMULATOR_PORT,
    simulatorUrl,
    dataDir: resolve(env.DATA_DIR),
    logLevel: env.LOG_LEVEL,
    databaseUrl: env.DATABASE_URL ?? '',
    redisUrl: env.REDIS_URL,
    database: {
      poolSize: env.DATABASE_POOL_SIZE,
      poolWaitMs: env.DATABASE_POOL_WAIT_MS,
      statementTimeoutMs: env.DATABASE_STATEMENT_TIMEOUT_MS,
      lockTimeoutMs: env.DATABASE_LOCK_TIMEOUT_MS,
      idleInTransactionMs: env.DATABASE_IDLE_IN_TRANSACTION_MS,
    },
    queueConcurrency: env.QUEUE_CONCURRENCY,
    trustProxy: env.TRUST_PROXY,
    publicBaseUrl: trimmed(env.PUBLIC_BASE_URL ?? here),
    notifyBaseUrl: trimmed(env.NOTIFY_BASE_URL ?? env.PUBLIC_BASE_URL ?? here),
    mediaBaseUrl: trimmed(env.MEDIA_BASE_URL ?? ''),
    storage: env.STORAGE === 's3' ? s3PlaceOf(env) : undefined,
    videoMaxBytes: env.MEDIA_VIDEO_MAX_MB * 1024 * 1024,
    ...unionpayOf(env, simulatorUrl),
    metricsToken: env.METRICS_TOKEN,
    env,
  }
}
