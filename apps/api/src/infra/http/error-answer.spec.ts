import { HttpException } from '@nestjs/common'
import { ERRORS } from '@jishi/contracts/errors'
import { DomainError } from '@jishi/kernel/errors'
import { describe, expect, it } from 'vitest'
import { errorAnswer } from './error-answer.js'
import { languageOf } from './language.js'

const answer = (error: unknown) => errorAnswer(error, 'r-1', 'en')

describe('an answer to a failure', () => {
  it('has the status and the words of its code', () => {
    for (const code of Object.keys(ERRORS) as (keyof typeof ERRORS)[]) {
      const { status, body } = answer(new DomainError(code))
      expect([status, body.code, body.message]).toEqual([ERRORS[code].status, code, ERRORS[code].en])
    }
  })

  it('always says when to come back on 429 and 503', () => {
    expect(answer(new DomainError('RATE_LIMITED', { retryAfterSeconds: 4.2 })).retryAfterSeconds).toBe(5)
    expect(answer(new DomainError('OVERLOADED')).retryAfterSeconds).toBe(1)
    expect(answer(new DomainError('OUT_OF_STOCK')).retryAfterSeconds).toBeUndefined()
  })

  it('hides what it does not know, details included', () => {
    for (const error of [
      new Error('secret'),
      'secret',
      undefined,
      null,
      new DomainError('NOT_IN_THE_TABLE', { secret: 1 }),
      new HttpException('secret', 418),
    ]) {
      const { status, body, unexpected } = answer(error)
      expect([status, body, unexpected]).toEqual([
        500,
        { code: 'INTERNAL', message: ERRORS.INTERNAL.en, requestId: 'r-1' },
        true,
      ])
    }
  })

  it('knows the framework’s own refusals', () => {
    expect(answer(Object.assign(new Error(''), { code: 'FST_ERR_CTP_BODY_TOO_LARGE' })).body.code).toBe(
      'PAYLOAD_TOO_LARGE',
    )
    expect(answer(Object.assign(new Error(''), { statusCode: 400 })).body.code).toBe('VALIDATION_FAILED')
    expect(answer(new HttpException('', 404)).body.code).toBe('NOT_FOUND')
  })
})

describe('the language', () => {
  it.each([
    [undefined, 'zh'],
    ['', 'zh'],
    ['fr', 'zh'],
    ['en', 'en'],
    ['en-US,en;q=0.9', 'en'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['en;q=0.3,zh;q=0.9', 'zh'],
    ['fr,en;q=0.1', 'en'],
    ['en;q=nonsense', 'zh'],
  ])('of %j is %s', (header, language) => {
    expect(languageOf(header)).toBe(language)
  })
})
