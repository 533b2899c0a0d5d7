import { t } from '@/copy'
import { ElMessageBox } from '@/element'

/** Asks in the middle of the room, and answers whether to go on. Closing the question in any way is a no. */
export const askFirst = async (question: string): Promise<boolean> => {
  try {
    await ElMessageBox.confirm(question, {
      confirmButtonText: t('write.goOn'),
      cancelButtonText: t('write.cancel'),
      autofocus: true,
    })
    return true
  } catch {
    return false
  }
}
