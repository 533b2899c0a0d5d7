import type { Transport, WireRequest } from '@jishi/contracts/client'
import { CHANNEL_HEADER } from '@jishi/contracts/pricing/pricing.terms'
import { platform } from '#platform'
import { locale, t } from '@/copy'
import { ApiError, asApiError, type FailureCode } from './api-error'

/** What the transport must know of the session; the session store supplies it, so that neither imports the other. */
export interface SessionDoor {
  accessToken(): string | null
  /** True when the access token is past its time, by the shop's clock. */
  stale(): boolean
  /** One shared refresh for all callers; resolves to whether there is a valid session now. */
  refresh(): Promise<boolean>
}

interface Answer {
  status: number
  body: unknown
  header: Record<string, string>
}

/** A file as it is, sent in place of JSON. */
export interface FileBody {
  readonly bytes: ArrayBuffer
  readonly type: string
}

const TIMEOUT_MS = 15_000
/** Pictures climb slowly out of a phone. */
const FILE_TIMEOUT_MS = 60_000
const MAX_TRIES = 3
const MAX_WAIT_SECONDS = 5
const noSession: SessionDoor = { accessToken: () => null, stale: () => false, refresh: () => Promise.resolve(false) }
let session = noSession

export const useSessionDoor = (door: SessionDoor): void => {
  session = door
}

/** A key for one user action. Keep it while the shopper tries the same thing again. */
export const newActionKey = (): string => platform.randomHex(16)

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const lowerCased = (header: unknown): Record<string, string> => {
  const result: Record<string, string> = {}
  if (typeof header !== 'object' || header === null) return result
  for (const [name, value] of Object.entries(header)) result[name.toLowerCase()] = String(value)
  return result
}

/** By its name and not by its maker: what a mini program's client hands over may come from another realm. */
const isBuffer = (value: unknown): boolean => Object.prototype.toString.call(value) === '[object ArrayBuffer]'
const isFile = (body: unknown): body is FileBody =>
  typeof body === 'object' && body !== null && 'bytes' in body && isBuffer(body.bytes)

const dataOf = (body: unknown): string | ArrayBuffer | undefined => {
  if (body === undefined) return undefined
  return isFile(body) ? body.bytes : JSON.stringify(body)
}

const headersOf = (request: WireRequest, key: string | undefined, requestId: string): Record<string, string> => {
  const headers: Record<string, string> = {
    'X-Request-Id': requestId,
    'Accept-Language': locale.value === 'en' ? 'en' : 'zh-CN',
    // Prices may differ by platform, so lists, pages, cart, quote and order all hear the same one.
    [CHANNEL_HEADER]: platform.name,
  }
  if (request.body !== undefined)
    headers['Content-Type'] = isFile(request.body) ? request.body.type : 'application/json'
  const token = session.accessToken()
  if (token && request.route.access === 'member') headers.Authorization = `Bearer ${token}`
  if (key) headers['Idempotency-Key'] = key
  // The clients of mini programs cannot send PATCH; the method then travels in a header of a POST.
  if (request.method === 'PATCH' && !platform.patches) headers['X-HTTP-Method-Override'] = 'PATCH'
  return headers
}

/** Alipay's client reports every status outside 2xx as a failure, with the answer beside it. */
const answerIn = (failure: Partial<UniApp.RequestSuccessCallbackResult>): Answer | null =>
  typeof failure.statusCode === 'number' && failure.statusCode > 0
    ? { status: failure.statusCode, body: failure.data, header: lowerCased(failure.header) }
    : null

const exchange = async (request: WireRequest, key: string | undefined, requestId: string): Promise<Answer> =>
  (request.method === 'GET' && (await platform.early(request.url))) || overTheWire(request, key, requestId)

const overTheWire = (request: WireRequest, key: string | undefined, requestId: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const method = request.method === 'PATCH' && !platform.patches ? 'POST' : request.method
    uni.request({
      url: platform.origin + request.url,
      method: method as UniApp.RequestOptions['method'],
      data: dataOf(request.body),
      header: headersOf(request, key, requestId),
      timeout: isFile(request.body) ? FILE_TIMEOUT_MS : TIMEOUT_MS,
      success: (answer) => resolve({ status: answer.statusCode, body: answer.data, header: lowerCased(answer.header) }),
      fail: (failure) => {
        const answer = answerIn(failure)
        if (answer) return resolve(answer)
        const code: FailureCode = /time ?out/i.test(failure.errMsg ?? '') ? 'TIMEOUT' : 'NETWORK'
        reject(new ApiError(code, t(code === 'TIMEOUT' ? 'error.timeout' : 'error.network'), 0, requestId))
      },
    })
  })

interface LooseError {
  code?: FailureCode
  message?: string
  requestId?: string
  details?: unknown
}

const errorOf = (answer: Answer, requestId: string): ApiError => {
  const body = (typeof answer.body === 'object' && answer.body !== null ? answer.body : {}) as LooseError
  const wait = Number(answer.header['retry-after'])
  return new ApiError(
    body.code ?? 'UNKNOWN',
    body.message ?? t('error.unknown'),
    answer.status,
    body.requestId ?? requestId,
    body.details,
    Number.isFinite(wait) ? wait : undefined,
  )
}

const repeatable = (request: WireRequest): boolean => request.method === 'GET' || request.route.idempotency !== 'none'

/** How long to wait before the same request is worth sending again, or null when it is not. */
const waitBefore = (error: ApiError, request: WireRequest, tries: number): number | null => {
  if (tries >= MAX_TRIES || !repeatable(request)) return null
  if (error.code === 'NETWORK') return 250 * 3 ** (tries - 1)
  if (error.code === 'IDEMPOTENCY_IN_FLIGHT') return 700 * tries
  const asked = error.retryAfterSeconds
  if ((error.status === 429 || error.status === 503) && asked !== undefined && asked <= MAX_WAIT_SECONDS)
    return asked * 1000
  return null
}

const attempt = async (request: WireRequest, key: string | undefined): Promise<unknown> => {
  const requestId = platform.randomHex(16)
  const answer = await exchange(request, key, requestId)
  if (answer.status >= 200 && answer.status < 300) return answer.body
  throw errorOf(answer, requestId)
}

/** A 401 on a member's call is cured once by the shared refresh. */
const sendFresh = async (request: WireRequest, key: string | undefined): Promise<unknown> => {
  const forMember = request.route.access === 'member'
  const refreshed = forMember && session.stale() && (await session.refresh())
  try {
    return await attempt(request, key)
  } catch (error) {
    const cured = forMember && !refreshed && asApiError(error).status === 401 && (await session.refresh())
    if (!cured) throw error
    return attempt(request, key)
  }
}

/** Opens a file that only this member may have, or keeps it; false where the device or the shop did not. */
export const openFile = async (path: string, name: string): Promise<boolean> => {
  if (session.stale()) await session.refresh()
  return platform.openFile(platform.origin + path, { Authorization: `Bearer ${session.accessToken() ?? ''}` }, name)
}

/** The one way out: a key for whatever needs one, kept over repeats of what is safe to repeat. */
export const send: Transport = async (request) => {
  const key = request.idempotencyKey ?? (request.route.idempotency === 'required' ? newActionKey() : undefined)
  for (let tries = 1; ; tries += 1) {
    try {
      return await sendFresh(request, key)
    } catch (caught) {
      const error = asApiError(caught)
      const wait = waitBefore(error, request, tries)
      if (wait === null) throw error
      await pause(wait)
    }
  }
}
