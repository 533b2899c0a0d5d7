import { platform } from '#platform'
import { t } from '@/copy'

/** A short word that goes away by itself. */
export const toast = (title: string): void => {
  uni.showToast({ title, icon: 'none', duration: 2000 })
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
