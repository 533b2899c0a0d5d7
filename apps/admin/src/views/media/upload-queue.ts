import type { MediaItem } from '@jishi/contracts/media/media.schema'
import {
  MAX_UPLOAD_BYTES,
  MAX_VIDEO_BYTES,
  UPLOAD_TYPES,
  VIDEO_TYPE,
  type MediaKind,
  type MediaPurpose,
  type PictureFlaw,
  type VideoFlaw,
} from '@jishi/contracts/media/media.terms'
import type { Picture } from '@jishi/contracts/primitives.schema'
import { ref, type Ref } from 'vue'
import { asApiError } from '@/api/api-error'
import { uploadFilm, uploadPicture } from '@/api/upload'
import { t, type CopyKey } from '@/copy'

export interface Sending {
  readonly key: number
  readonly file: File
  /** 0 … 1 of the bytes that have left. */
  share: number
  error: string
  /** It can never be used, however often it is sent. */
  refused: boolean
}

/** What an upload came to: a picture as pages carry it, or a whole row of the library. */
export type Brought = Picture | MediaItem

const flaws: Record<PictureFlaw, CopyKey> = {
  empty: 'media.flaw.empty',
  too_large: 'media.flaw.bytes',
  not_its_type: 'media.flaw.type',
  unreadable: 'media.flaw.unreadable',
  edges: 'media.flaw.edges',
  too_many_pixels: 'media.flaw.pixels',
}
const filmFlaws: Record<VideoFlaw, CopyKey> = {
  too_large: 'media.film.bytes',
  not_its_type: 'media.film.type',
  unreadable: 'media.film.unreadable',
  codec: 'media.film.codec',
  edges: 'media.film.edges',
  too_long: 'media.film.tooLong',
}

export const typesOf = (kinds: readonly MediaKind[]): string[] => [
  ...(kinds.includes('picture') ? UPLOAD_TYPES : []),
  ...(kinds.includes('video') ? [VIDEO_TYPE] : []),
]

/** What the browser can already tell of a file before it is sent. */
export const flawOf = (
  { type, size }: Pick<File, 'type' | 'size'>,
  kinds: readonly MediaKind[] = ['picture'],
): CopyKey | undefined => {
  if (!typesOf(kinds).includes(type)) return kinds.includes('picture') ? 'media.flaw.type' : 'media.film.type'
  if (size === 0) return 'media.flaw.empty'
  if (type === VIDEO_TYPE) return size > MAX_VIDEO_BYTES ? 'media.film.bytes' : undefined
  return size > MAX_UPLOAD_BYTES ? 'media.flaw.bytes' : undefined
}

const REFUSALS: Readonly<Record<string, Partial<Record<string, CopyKey>>>> = {
  PICTURE_REFUSED: flaws,
  VIDEO_REFUSED: filmFlaws,
}

export const errorText = (error: unknown): string => {
  const { code, details, message } = asApiError(error)
  const words = REFUSALS[code]?.[(details as { reason?: string } | undefined)?.reason ?? '']
  return words === undefined ? message : t(words)
}

let keys = 0

/** Files on their way, one after the other; each that failed stays with its reason and can be tried again. */
export const useUploads = (
  purpose: () => MediaPurpose,
  done: (brought: Brought) => void,
  kinds: () => readonly MediaKind[] = () => ['picture'],
): {
  sending: Ref<Sending[]>
  add(files: readonly File[]): void
  retry(one: Sending): void
  drop(one: Sending): void
} => {
  const sending = ref<Sending[]>([])
  let line = Promise.resolve()

  const send = async (key: number): Promise<void> => {
    const one = sending.value.find((each) => each.key === key)
    if (one === undefined) return
    const upload = one.file.type === VIDEO_TYPE ? uploadFilm : uploadPicture
    try {
      const brought = await upload(one.file, purpose(), (share) => (one.share = share))
      sending.value = sending.value.filter((each) => each.key !== key)
      done(brought)
    } catch (error) {
      one.error = errorText(error)
      one.refused = asApiError(error).code in REFUSALS
    }
  }
  const enqueue = (key: number): void => {
    line = line.then(() => send(key))
  }
  return {
    sending,
    add: (files) => {
      for (const file of files) {
        const flaw = flawOf(file, kinds())
        const key = (keys += 1)
        sending.value.push({
          key,
          file,
          share: 0,
          error: flaw === undefined ? '' : t(flaw),
          refused: flaw !== undefined,
        })
        if (flaw === undefined) enqueue(key)
      }
    },
    retry: (one) => {
      one.error = ''
      one.share = 0
      enqueue(one.key)
    },
    drop: (one) => (sending.value = sending.value.filter(({ key }) => key !== one.key)),
  }
}
