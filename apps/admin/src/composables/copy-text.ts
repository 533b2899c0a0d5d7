import { ElMessage } from '@/element'
import { t } from '@/copy'

/** The clipboard is only given to secure pages; a shop's own network is often plain http, so the old way stays. */
const copyTheOldWay = (text: string): boolean => {
  const area = document.createElement('textarea')
  area.value = text
  area.setAttribute('readonly', '')
  area.style.cssText = 'position:fixed;opacity:0'
  document.body.append(area)
  area.select()
  const copied = document.execCommand('copy')
  area.remove()
  return copied
}

const written = async (text: string): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyTheOldWay(text)
  }
}

/** Copies and says so; false when the browser would not. `what` is how the message calls it; a person's address is never repeated on the screen. */
export const copyText = async (text: string, what = text): Promise<boolean> => {
  const copied = await written(text)
  if (copied) ElMessage.success(t('order.copied', { what }))
  else ElMessage.warning(t('order.copyFailed'))
  return copied
}
