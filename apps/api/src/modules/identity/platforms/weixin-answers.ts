import { DomainError } from '@jishi/kernel/errors'
import { z } from 'zod'
import { unavailable } from './call-platform.js'

/** WeChat answers 200 to everything; a number other than 0 is a refusal. */
export const refusal = { errcode: z.int().optional() }

/** 40029 not a code of this app and kind, 40163 used before, 40226 a person WeChat itself holds back. */
const BAD_CODES = new Set([40_029, 40_163, 40_226])

/** Throws what a refusal means: the code's fault, or something on the way that may pass. */
export const assertAccepted = (
  name: string,
  errcode: number | undefined,
  badCode: 'AUTH_CODE_INVALID' | 'PHONE_PROOF_INVALID',
): void => {
  if (errcode === undefined || errcode === 0) return
  if (BAD_CODES.has(errcode)) throw new DomainError(badCode)
  throw unavailable(name, `errcode ${errcode}`)
}

export const weixinUrl = (base: string, path: string, query: Readonly<Record<string, string>>): URL => {
  const url = new URL(`${base.replace(/\/+$/, '')}${path}`)
  for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value)
  return url
}
