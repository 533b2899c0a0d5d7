import type { Transport, WireRequest } from '@jishi/contracts/client'
import { ERRORS, isErrorCode } from '@jishi/contracts/errors'
import { locale, t } from '@/copy'
import { newActionKey, newRequestId } from './action-key'
import { ApiError, asApiError } from './api-error'

const TIMEOUT_MS = 15_000
const MAX_TRIES = 3
const MAX_WAIT_SECONDS = 5

export interface Surroundings {
  fetch: typeof fetch
  pause(ms: number): Promise<void>
  /** The session is over: the next thing an operator sees is the way back in. */
  signedOut(): void
}

const headersOf = (request: WireRequest, key: string | undefined, requestId: string): Record<string, string> => {
  const headers: Record<string, string> = {
    Accept: 'application/json',
    'Accept-Language': locale.value === 'en' ? 'en' : 'zh-CN',
    // A form on another site cannot send a header of its own, so this proves that the call is ours.
    'X-Jishi-Csrf': '1',
    'X-Request-Id': requestId,
  }
  if (request.body !== undefined) headers['Content-Type'] = 'application/json'
  if (key !== undefined) headers['Idempotency-Key'] = key
  return headers
}

const textOf = (code: string, sent: unknown): string => {
  if (typeof sent === 'string' && sent !== '') return sent
  if (isErrorCode(code)) return ERRORS[code][locale.value]
  return t('error.unknown')
}

/** What an answer other than 2xx means. A body that is not ours, such as a proxy's page, is told as unknown. */
export const errorOf = (status: number, body: unknown, retryAfter: string | null, requestId: string): ApiError => {
  const told = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>
  const code = typeof told['code'] === 'string' && isErrorCode(told['code']) ? told['code'] : 'UNKNOWN'
  const wait = retryAfter === null ? Number.NaN : Number(retryAfter)
  return new ApiError(
    code,
    textOf(code, told['message']),
    status,
    typeof told['requestId'] === 'string' ? told['requestId'] : requestId,
    told['details'],
    Number.isFinite(wait) ? wait : undefined,
  )
}

const unansweredError = (error: unknown, requestId: string): ApiError => {
  const late = error instanceof DOMException && (error.name === 'TimeoutError' || error.name === 'AbortError')
  return late
    ? new ApiError('TIMEOUT', t('error.timeout'), 0, requestId)
    : new ApiError('NETWORK', t('error.network'), 0, requestId)
}

const bodyOf = async (answer: Response): Promise<unknown> => {
  const text = await answer.text()
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

const attempt = async (request: WireRequest, key: string | undefined, around: Surroundings): Promise<unknown> => {
  const requestId = newRequestId()
  const asked: RequestInit = {
    method: request.method,
    headers: headersOf(request, key, requestId),
    credentials: 'same-origin',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }
  if (request.body !== undefined) asked.body = JSON.stringify(request.body)
  const fetched = around.fetch(request.url, asked).then(async (answer) => ({ answer, body: await bodyOf(answer) }))
  const { answer, body } = await fetched.catch((error: unknown) => {
    throw unansweredError(error, requestId)
  })
  if (answer.ok) return body
  throw errorOf(answer.status, body, answer.headers.get('retry-after'), requestId)
}

const repeatable = ({ method, route }: WireRequest): boolean => method === 'GET' || route.idempotency !== 'none'

/** How long to wait before the same request is worth sending again, or null when it is not. */
export const waitBefore = (error: ApiError, request: WireRequest, tries: number): number | null => {
  if (tries >= MAX_TRIES || !repeatable(request)) return null
  if (error.code === 'NETWORK') return 250 * 3 ** (tries - 1)
  if (error.code === 'IDEMPOTENCY_IN_FLIGHT') return 700 * tries
  const asked = error.retryAfterSeconds
  const busy = error.status === 429 || error.status === 503
  return busy && asked !== undefined && asked <= MAX_WAIT_SECONDS ? asked * 1000 : null
}

/** The one way out: our header on every call, a key where one is needed, kept over the repeats of that call. */
export const createSend =
  (around: Surroundings): Transport =>
  async (request) => {
    const key = request.idempotencyKey ?? (request.route.idempotency === 'required' ? newActionKey() : undefined)
    for (let tries = 1; ; tries += 1) {
      try {
        return await attempt(request, key, around)
      } catch (caught) {
        const error = asApiError(caught)
        if (error.status === 401 && request.route.access === 'operator') around.signedOut()
        const wait = waitBefore(error, request, tries)
        if (wait === null) throw error
        await around.pause(wait)
      }
    }
  }
