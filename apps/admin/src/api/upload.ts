import { productImportRoutes } from '@jishi/contracts/catalog/product-import.routes'
import type { ProductImport } from '@jishi/contracts/catalog/product-import.schema'
import { SHEET_TYPES, type SheetFormat } from '@jishi/contracts/catalog/product-import.terms'
import { invoiceDeskRoutes } from '@jishi/contracts/invoice/invoice-desk.routes'
import type { AdminInvoiceDetail } from '@jishi/contracts/invoice/invoice.schema'
import { DOCUMENT_TYPES } from '@jishi/contracts/invoice/invoice.terms'
import { mediaRoutes } from '@jishi/contracts/media/media.routes'
import type { MediaItem, UploadTicket } from '@jishi/contracts/media/media.schema'
import { VIDEO_TYPE, type MediaPurpose } from '@jishi/contracts/media/media.terms'
import { shipSheetRoutes } from '@jishi/contracts/order/ship-sheet.routes'
import type { ShipSheet } from '@jishi/contracts/order/ship-sheet.schema'
import type { Picture } from '@jishi/contracts/primitives.schema'
import { urlOf } from '@jishi/contracts/client'
import { locale, t } from '@/copy'
import { api } from '.'
import { newActionKey, newRequestId } from './action-key'
import { ApiError } from './api-error'
import { errorOf } from './http'

const PICTURE_WITHIN_MS = 60_000
const FILM_WITHIN_MS = 15 * 60_000

interface Sent {
  readonly method: 'POST' | 'PUT'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly file: File
  readonly withinMs: number
  onProgress(share: number): void
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Sends one file as it is and tells how far it has come; `fetch` cannot tell that of a request. */
const send = ({ method, url, headers, file, withinMs, onProgress }: Sent): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const requestId = newRequestId()
    const request = new XMLHttpRequest()
    request.open(method, url)
    request.timeout = withinMs
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0))
    request.addEventListener('load', () => {
      const body = parsed(request.responseText)
      if (request.status >= 200 && request.status < 300) resolve(body)
      else reject(errorOf(request.status, body, request.getResponseHeader('retry-after'), requestId))
    })
    request.addEventListener('timeout', () => reject(new ApiError('TIMEOUT', t('error.timeout'), 0, requestId)))
    request.addEventListener('error', () => reject(new ApiError('NETWORK', t('error.network'), 0, requestId)))
    request.send(file)
  })

const headersFor = (type: string): Record<string, string> => ({
  'Content-Type': type,
  'Accept-Language': locale.value === 'en' ? 'en' : 'zh-CN',
  'X-Jishi-Csrf': '1',
  'X-Request-Id': newRequestId(),
})

const nameOf = (file: File): string => file.name.slice(0, 120)

export const uploadPicture = async (
  file: File,
  purpose: MediaPurpose,
  onProgress: (share: number) => void,
): Promise<Picture> => {
  const url = urlOf(mediaRoutes.upload, {}, { purpose, name: nameOf(file) })
  const headers = headersFor(file.type)
  return (await send({ method: 'POST', url, headers, file, withinMs: PICTURE_WITHIN_MS, onProgress })) as Picture
}

const sendSheet = (
  route: typeof productImportRoutes.upload | typeof shipSheetRoutes.upload,
  file: File,
  format: SheetFormat,
  onProgress: (share: number) => void,
): Promise<unknown> => {
  const url = urlOf(route, {}, { name: nameOf(file) })
  const headers = headersFor(SHEET_TYPES[format])
  return send({ method: 'POST', url, headers, file, withinMs: PICTURE_WITHIN_MS, onProgress })
}

/** A sheet of products: it is kept and answered at once, and checked behind. */
export const uploadSheet = (file: File, format: SheetFormat, onProgress: (share: number) => void) =>
  sendSheet(productImportRoutes.upload, file, format, onProgress) as Promise<ProductImport>

/** The same of parcels. */
export const uploadShipSheet = (file: File, format: SheetFormat, onProgress: (share: number) => void) =>
  sendSheet(shipSheetRoutes.upload, file, format, onProgress) as Promise<ShipSheet>

/** A film goes to the address of a ticket, which is the bucket's own where the shop has one, and is looked at afterwards. */
export const uploadFilm = async (
  file: File,
  purpose: MediaPurpose,
  onProgress: (share: number) => void,
): Promise<MediaItem> => {
  const body = { purpose, type: VIDEO_TYPE, bytes: file.size, name: nameOf(file) } as const
  const ticket: UploadTicket = await api.media.openTicket({ body, idempotencyKey: newActionKey() })
  const { id, url, headers } = ticket
  await send({ method: 'PUT', url, headers, file, withinMs: FILM_WITHIN_MS, onProgress })
  return api.media.finishTicket({ params: { id }, idempotencyKey: newActionKey() })
}

/** The document of an invoice. Browsers do not know OFD, so its type is told by its name; the shop looks at what is in it. */
export const uploadDocument = async (invoiceId: string, file: File): Promise<AdminInvoiceDetail> => {
  const url = urlOf(invoiceDeskRoutes.attach, { id: invoiceId }, {})
  const headers = headersFor(/\.ofd$/i.test(file.name) ? DOCUMENT_TYPES.ofd : DOCUMENT_TYPES.pdf)
  const onProgress = (): void => undefined
  return (await send({
    method: 'POST',
    url,
    headers,
    file,
    withinMs: PICTURE_WITHIN_MS,
    onProgress,
  })) as AdminInvoiceDetail
}
