import type { MemberPurpose } from '@jishi/contracts/media/media.terms'
import type { Picture } from '@jishi/contracts/primitives.schema'
import { computed, ref } from 'vue'
import { platform } from '#platform'
import { wordsOf } from '@/api'
import { pictureFault, uploadPicture } from '@/api/upload-picture'
import { toast } from '@/composables/toast'
import { t } from '@/copy/later'

export interface Photo {
  readonly key: number
  /** null until the shop has it. */
  readonly picture: Picture | null
  readonly failed: boolean
}

/** The pictures of one message: each is sent as soon as it is chosen, and may be sent again or taken away. */
export const usePhotos = (purpose: MemberPurpose, most: number) => {
  const photos = ref<Photo[]>([])
  const files = new Map<number, ArrayBuffer>()
  let count = 0

  const put = (key: number, change: Partial<Photo>): void => {
    photos.value = photos.value.map((photo) => (photo.key === key ? { ...photo, ...change } : photo))
  }

  const send = async (key: number): Promise<void> => {
    const bytes = files.get(key)
    if (bytes === undefined) return
    put(key, { failed: false })
    try {
      put(key, { picture: await uploadPicture(bytes, purpose) })
    } catch (error) {
      put(key, { failed: true })
      toast(wordsOf(error))
    }
  }

  const take = (bytes: ArrayBuffer): void => {
    const fault = pictureFault(bytes)
    if (fault !== null) return toast(t(`photo.${fault}`))
    count += 1
    files.set(count, bytes)
    photos.value = [...photos.value, { key: count, picture: null, failed: false }]
    void send(count)
  }

  const add = async (): Promise<void> => {
    try {
      const chosen = await platform.choosePictures(most - photos.value.length)
      chosen.forEach(take)
    } catch {
      toast(t('photo.failed'))
    }
  }

  const remove = (key: number): void => {
    files.delete(key)
    photos.value = photos.value.filter((photo) => photo.key !== key)
  }

  const clear = (): void => {
    files.clear()
    photos.value = []
  }

  return {
    photos,
    /** Every picture that is shown has reached the shop. */
    settled: computed(() => photos.value.every(({ picture }) => picture !== null)),
    ids: (): string[] => photos.value.flatMap(({ picture }) => (picture === null ? [] : [picture.id])),
    add,
    send,
    remove,
    clear,
  }
}
