import { h } from 'vue'
import { t } from '@/copy'
import { ElMessage } from '@/element'

const SHOWN_MS = 6_000

/** Says what was done and offers the way back while it is shown. */
export const undoToast = (text: string, undo: () => void): void => {
  const toast = ElMessage({
    type: 'success',
    duration: SHOWN_MS,
    message: () =>
      h('span', [
        text,
        ' ',
        h('button', { type: 'button', class: 'plain', onClick: () => (toast.close(), undo()) }, t('product.undo')),
      ]),
  })
}
