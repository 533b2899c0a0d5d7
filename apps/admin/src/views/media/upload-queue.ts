import { MAX_UPLOAD_BYTES, UPLOAD_TYPES, type MediaPurpose, type PictureFlaw } from '@jishi/contracts/media/media.terms'
import type { Picture } from '@jishi/contracts/primitives.schema'
import { ref, type Ref } from 'vue'
import { asApiError } from '@/api/api-error'
import { uploadPicture } from '@/api/upload'
import { t, type CopyKey } from '@/copy'

export interface Sending {
  readonly key: number
  readonly file: File
  /** 0 … 1 of the bytes that have left. */
  share: number
  error: string
}

const flaws: Record<PictureFlaw, CopyKey> = {
  empty: 'media.flaw.empty',
  not_its_type: 'media.flaw.type',
  unreadable: 'media.flaw.unreadable',
  edges: 'media.flaw.edges',
  too_many_pixels: 'media.flaw.pixels',
}

/** What the browser can already tell of a file before it is sent. */
export const flawOf = ({ type, size }: Pick<File, 'type' | 'size'>): CopyKey | undefined => {
  if (!UPLOAD_TYPES.some((known) => known === type)) return 'media.flaw.type'
  if (size === 0) return 'media.flaw.empty'
  return size > MAX_UPLOAD_BYTES ? 'media.flaw.bytes' : undefined
}

export const errorText = (error: unknown): string => {
  const { code, details, message } = asApiError(error)
  const reason = (details as { reason?: PictureFlaw } | undefined)?.reason
  return code === 'PICTURE_REFUSED' && reason !== undefined && reason in flaws ? t(flaws[reason]) : message
}

let keys = 0

/** Files on their way, one after the other; each that failed stays with its reason and can be tried again. */
export const useUploads = (
  purpose: () => MediaPurpose,
  done: (picture: Picture) => void,
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
    try {
      const picture = await uploadPicture(one.file, purpose(), (share) => (one.share = share))
      sending.value = sending.value.filter((each) => each.key !== key)
      done(picture)
    } catch (error) {
      one.error = errorText(error)
    }
  }
  const enqueue = (key: number): void => {
    line = line.then(() => send(key))
  }
  return {
    sending,
    add: (files) => {
      for (const file of files) {
        const flaw = flawOf(file)
        const key = (keys += 1)
        sending.value.push({ key, file, share: 0, error: flaw === undefined ? '' : t(flaw) })
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
