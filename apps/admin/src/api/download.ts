import { urlOf } from '@jishi/contracts/client'
import type { Route } from '@jishi/contracts/route'
import { locale, t } from '@/copy'
import { newActionKey, newRequestId } from './action-key'
import { ApiError } from './api-error'
import { errorOf } from './http'

interface Asked {
  readonly params?: Record<string, string>
  readonly query?: Record<string, unknown>
  readonly body?: unknown
}

/** The name the server gave the file, in whatever letters. */
export const nameOf = (disposition: string | null): string => {
  const encoded = /filename\*=UTF-8''([^;]+)/.exec(disposition ?? '')?.[1]
  return encoded === undefined ? 'download' : decodeURIComponent(encoded)
}

const keep = (name: string, content: Blob): void => {
  const address = URL.createObjectURL(content)
  const link = Object.assign(document.createElement('a'), { href: address, download: name })
  document.body.append(link)
  link.click()
  link.remove()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}

/** Fetches a file and hands it to the browser to keep. Rejects with an ApiError, and saves nothing by halves. */
export const saveFile = async (route: Route, { params, query, body }: Asked = {}): Promise<void> => {
  const requestId = newRequestId()
  const headers: Record<string, string> = {
    'Accept-Language': locale.value === 'en' ? 'en' : 'zh-CN',
    'X-Jishi-Csrf': '1',
    'X-Request-Id': requestId,
  }
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (route.idempotency === 'required') headers['Idempotency-Key'] = newActionKey()
  const asked: RequestInit = { method: route.method, headers, credentials: 'same-origin' }
  if (body !== undefined) asked.body = JSON.stringify(body)
  const broken = (): never => {
    throw new ApiError('NETWORK', t('download.broken'), 0, requestId)
  }
  const answer = await fetch(urlOf(route, params, query), asked).catch(broken)
  if (!answer.ok) {
    const told: unknown = await answer.json().catch(() => undefined)
    throw errorOf(answer.status, told, answer.headers.get('retry-after'), requestId)
  }
  keep(nameOf(answer.headers.get('content-disposition')), await answer.blob().catch(broken))
}
