import { MAX_MEDIA_NAME, type UploadType } from '@jishi/contracts/media/media.terms'

const startsWith = (bytes: Uint8Array, magic: readonly number[], at = 0): boolean =>
  magic.every((byte, index) => bytes[at + index] === byte)

const MAGIC: Readonly<Record<UploadType, (bytes: Uint8Array) => boolean>> = {
  'image/jpeg': (bytes) => startsWith(bytes, [0xff, 0xd8, 0xff]),
  'image/png': (bytes) => startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  'image/webp': (bytes) =>
    startsWith(bytes, [0x52, 0x49, 0x46, 0x46]) && startsWith(bytes, [0x57, 0x45, 0x42, 0x50], 8),
}

/** Whether the first bytes are those of what the sender says it is: nothing else is ever given to a decoder. */
export const looksLike = (type: UploadType, bytes: Uint8Array): boolean => MAGIC[type](bytes)

/** What people see of a file's name: no folders, no control or direction signs. It never becomes part of a path. */
export const fileLabel = (name: string): string => {
  const last = name.split(/[/\\]/).pop() ?? ''
  const plain = last.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '').trim()
  return [...plain].slice(0, MAX_MEDIA_NAME).join('').slice(0, MAX_MEDIA_NAME) || '图片'
}
