import type { LoggerService } from '@nestjs/common'
import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino'
import type { Config } from '../config/config.js'

/** Nest token of the process's logger; inject it with `@Inject(LOGGER) logger: Logger`. */
export const LOGGER = Symbol('Logger')

export type Logger = PinoLogger

/** Names whose values never reach a log, wherever in a line they stand (two levels deep is what we ever log). */
export const SECRET_NAMES = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'phone',
  'code',
  'smsCode',
  'receiver',
  'name',
  'detail',
  'address',
  'token',
  'accessToken',
  'refreshToken',
  'secret',
  'apiV3Key',
  'privateKey',
  'ciphertext',
  'openid',
] as const

/** Names that are only dangerous inside a request or a reply: an error's own `code` and `name` must stay readable. */
const OUTER_ONLY = new Set<string>(['code', 'name', 'detail'])

const redactedPaths = (): string[] =>
  SECRET_NAMES.flatMap((name) => {
    const quoted = `["${name}"]`
    const nested = ['body', 'query', 'params', 'headers', 'payload', 'req', 'res'].map((part) => `${part}${quoted}`)
    const deeper = ['req.headers', 'res.headers', 'body.*', 'payload.*'].map((part) => `${part}${quoted}`)
    return OUTER_ONLY.has(name)
      ? [...nested, ...deeper]
      : [name.includes('-') ? quoted : name, `*${quoted}`, ...nested, ...deeper]
  })

/** Phone numbers, long tokens and quoted row values that slipped into a message or a stack. */
const PHONE = /(?<!\d)1[3-9]\d{9}(?!\d)/g
const BEARER = /bearer\s+[\w.~+/-]+=*/gi
const ROW_VALUES = /(Key \([^)]*\)=\()[^)]*(\))/g

export const scrubbed = (text: string): string =>
  text.replace(PHONE, '[phone]').replace(BEARER, 'Bearer [token]').replace(ROW_VALUES, '$1…$2')

interface LoggedError {
  type: string
  message: string
  stack: string | undefined
  code?: unknown
  constraint?: unknown
  cause?: string
}

/** An error as a log line wants it: what, where and why, without parameters of statements or bodies of requests. */
export const loggedError = (error: unknown): LoggedError | { message: string } => {
  if (!(error instanceof Error)) return { message: scrubbed(String(error)) }
  const { code, constraint } = error as { code?: unknown; constraint?: unknown }
  return {
    type: error.name,
    message: scrubbed(error.message),
    stack: error.stack === undefined ? undefined : scrubbed(error.stack),
    ...(code === undefined ? {} : { code }),
    ...(constraint === undefined ? {} : { constraint }),
    ...(error.cause instanceof Error ? { cause: scrubbed(error.cause.message) } : {}),
  }
}

/** JSON lines, by default on stderr, so that stdout stays free for what a person or a script reads. */
export const createLogger = (
  config: Pick<Config, 'logLevel' | 'mode'>,
  destination: DestinationStream = pino.destination({ fd: 2, sync: true }),
): Logger =>
  pino(
    {
      level: config.logLevel,
      base: { mode: config.mode },
      serializers: { err: loggedError },
      redact: { paths: redactedPaths(), censor: '[hidden]' },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    destination,
  )

const loggers = new WeakMap<Config, Logger>()

/** The one logger of a program: whoever holds the same configuration gets the same logger. */
export const loggerOf = (config: Config): Logger => {
  const known = loggers.get(config)
  if (known !== undefined) return known
  const logger = createLogger(config)
  loggers.set(config, logger)
  return logger
}

const textOf = (message: unknown): string => (typeof message === 'string' ? scrubbed(message) : JSON.stringify(message))

/** Nest's own messages through the same logger; its start-up chatter is worth debug only. */
export class NestLog implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.logger.debug({ context: rest.at(-1) }, textOf(message))
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.logger.warn({ context: rest.at(-1) }, textOf(message))
  }

  error(message: unknown, ...rest: unknown[]): void {
    if (message instanceof Error) this.logger.error({ err: message }, 'failed')
    else
      this.logger.error({ context: rest.at(-1), trace: rest.length > 1 ? String(rest[0]) : undefined }, textOf(message))
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.logger.fatal({ context: rest.at(-1) }, textOf(message))
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.logger.debug({ context: rest.at(-1) }, textOf(message))
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.debug(message, ...rest)
  }
}
