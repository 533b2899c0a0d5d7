import { describe, expect, it } from 'vitest'
import { createLogger, loggedError, NestLog, scrubbed, type Logger } from './logger.js'

const capture = (): { logger: Logger; lines: () => string } => {
  const lines: string[] = []
  const logger = createLogger({ logLevel: 'debug', mode: 'test' }, { write: (line: string) => void lines.push(line) })
  return { logger, lines: () => lines.join('') }
}

const SECRETS = {
  headers: { authorization: 'Bearer abc-SECRET-1', cookie: 'jishi_admin=SECRET-2' },
  body: {
    phone: '13800000001',
    code: 'SECRET-3',
    password: 'SECRET-4',
    address: { detail: 'SECRET-5', receiver: 'SECRET-6' },
  },
  refreshToken: 'SECRET-7',
  payload: { name: 'SECRET-8', openid: 'SECRET-9' },
}

describe('the log', () => {
  it('hides what must not be read, wherever it stands', () => {
    const { logger, lines } = capture()
    logger.info(SECRETS, 'request')
    expect(lines()).not.toContain('SECRET')
    expect(lines()).not.toContain('13800000001')
    expect(lines()).toContain('[hidden]')
  })

  it('keeps what helps: code, constraint and cause of an error, without row values', () => {
    const { logger, lines } = capture()
    const cause = new Error('lost')
    const error = Object.assign(new Error('Key (phone_bidx)=(13800000001) already exists', { cause }), {
      code: '23505',
      constraint: 'members_phone',
    })
    logger.error({ err: error }, 'failed')
    expect(JSON.parse(lines())).toMatchObject({
      level: 'error',
      mode: 'test',
      err: { code: '23505', constraint: 'members_phone', cause: 'lost' },
    })
    expect(lines()).not.toContain('13800000001')
  })

  it('scrubs phones, tokens and values out of running text', () => {
    expect(scrubbed('call 13912345678 with Bearer abc.def-ghi')).toBe('call [phone] with Bearer [token]')
    expect(scrubbed('order 20261122139123456789')).toBe('order 20261122139123456789')
    expect(loggedError('plain 13912345678')).toEqual({ message: 'plain [phone]' })
  })

  it('takes Nest’s own messages, quietly', () => {
    const { logger, lines } = capture()
    const nest = new NestLog(logger)
    nest.log('Mapped {/api}', 'RouterExplorer')
    nest.error(new Error('boom'))
    nest.warn('phone 13912345678', 'X')
    const levels = lines()
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { level: string }).level)
    expect(levels).toEqual(['debug', 'error', 'warn'])
    expect(lines()).not.toContain('13912345678')
  })
})
