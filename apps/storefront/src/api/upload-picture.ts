import { urlOf } from '@jishi/contracts/client'
import { mediaRoutes } from '@jishi/contracts/media/media.routes'
import { MAX_UPLOAD_BYTES, type MemberPurpose, type UploadType } from '@jishi/contracts/media/media.terms'
import type { Picture } from '@jishi/contracts/primitives.schema'
import { send, type FileBody } from './http'

/** By the first bytes: a file's name says nothing. */
const typeOf = (bytes: ArrayBuffer): UploadType | null => {
  const head = [...new Uint8Array(bytes.slice(0, 12))]
  const text = String.fromCharCode(...head)
  if (head[0] === 0xff && head[1] === 0xd8) return 'image/jpeg'
  if (text.slice(1, 4) === 'PNG') return 'image/png'
  return text.slice(0, 4) === 'RIFF' && text.slice(8) === 'WEBP' ? 'image/webp' : null
}

/** Why a file cannot be sent at all; null when it can. */
export const pictureFault = (bytes: ArrayBuffer): 'type' | 'size' | null => {
  if (typeOf(bytes) === null) return 'type'
  return bytes.byteLength > MAX_UPLOAD_BYTES ? 'size' : null
}

/** Sends a member's own picture. Sent again it is another one. */
export const uploadPicture = (bytes: ArrayBuffer, purpose: MemberPurpose): Promise<Picture> => {
  const body: FileBody = { bytes, type: typeOf(bytes) ?? 'image/jpeg' }
  const route = mediaRoutes.sendOwn
  return send({ method: route.method, url: urlOf(route, {}, { purpose }), route, body }) as Promise<Picture>
}
