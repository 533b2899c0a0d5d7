import { mediaRoutes } from '@jishi/contracts/media/media.routes'
import type { MediaPurpose } from '@jishi/contracts/media/media.terms'
import type { Picture } from '@jishi/contracts/primitives.schema'
import { urlOf } from '@jishi/contracts/client'
import { locale, t } from '@/copy'
import { newRequestId } from './action-key'
import { ApiError } from './api-error'
import { errorOf } from './http'

const TIMEOUT_MS = 60_000

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Sends one file as it is and tells how far it has come; `fetch` cannot tell that of a request. */
export const uploadPicture = (
  file: File,
  purpose: MediaPurpose,
  onProgress: (share: number) => void,
): Promise<Picture> =>
  new Promise((resolve, reject) => {
    const requestId = newRequestId()
    const request = new XMLHttpRequest()
    request.open('POST', urlOf(mediaRoutes.upload, {}, { purpose, name: file.name.slice(0, 120) }))
    request.timeout = TIMEOUT_MS
    request.setRequestHeader('Content-Type', file.type)
    request.setRequestHeader('Accept-Language', locale.value === 'en' ? 'en' : 'zh-CN')
    request.setRequestHeader('X-Jishi-Csrf', '1')
    request.setRequestHeader('X-Request-Id', requestId)
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0))
    request.addEventListener('load', () => {
      const body = parsed(request.responseText)
      if (request.status === 200) resolve(body as Picture)
      else reject(errorOf(request.status, body, request.getResponseHeader('retry-after'), requestId))
    })
    request.addEventListener('timeout', () => reject(new ApiError('TIMEOUT', t('error.timeout'), 0, requestId)))
    request.addEventListener('error', () => reject(new ApiError('NETWORK', t('error.network'), 0, requestId)))
    request.send(file)
  })
