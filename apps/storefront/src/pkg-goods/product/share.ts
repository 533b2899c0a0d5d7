import { platform } from '#platform'
import { toast } from '@/composables/toast'
import { t } from '@/copy'

/** On every platform a link can be copied; the capsule of a mini program shares by itself. */
export const shareProduct = async (id: string): Promise<void> => {
  try {
    await platform.copy(platform.pageAddress(`/pkg-goods/product/product?id=${id}`))
    toast(t('product.shared'))
  } catch {
    toast(t('common.copyFailed'))
  }
}
