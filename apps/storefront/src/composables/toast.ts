import { platform } from '#platform'
import { t } from '@/copy'

let duration = 2000

/**
 * A short word that goes away by itself. One that takes the place of another has its whole time too: in H5 the clock of the
 * first runs on under the second unless their durations differ.
 */
export const toast = (title: string): void => {
  duration ^= 1
  uni.showToast({ title, icon: 'none', duration })
}

/** Success is felt as well as read. */
export const toastDone = (title: string): void => {
  platform.vibrate()
  toast(title)
}

export const copyText = async (text: string): Promise<void> => {
  try {
    await platform.copy(text)
    toast(t('common.copied'))
  } catch {
    toast(t('common.copyFailed'))
  }
}
