import { computed, shallowRef, type Ref } from 'vue'
import { t } from '@/copy'
import { isWhole, withPiece, type Packed, type ParcelLine } from './pack-table'
import type { Say } from './use-told'

/** How many pieces of a line are still to come, in words. */
const pieceText = ({ id, title, qty }: ParcelLine, packed: Packed): string => {
  const left = qty - (packed.get(id) ?? 0)
  return t(left === 0 ? 'packing.lineWhole' : 'packing.piece', { title, n: left })
}

/** The parcel that is being filled. */
export const useParcel = (lines: Ref<readonly ParcelLine[]>, say: Say) => {
  const packed = shallowRef<Packed>(new Map())
  const whole = computed(() => isWhole(lines.value, packed.value))
  const begun = computed(() => [...packed.value.values()].some((qty) => qty > 0))
  const put = (line: ParcelLine, by: 1 | -1): void => {
    packed.value = withPiece(packed.value, line, by)
    if (whole.value) say('whole', t('packing.whole'))
    else say('right', pieceText(line, packed.value))
  }
  const empty = (): void => {
    packed.value = new Map()
  }
  return { packed, whole, begun, put, empty }
}
