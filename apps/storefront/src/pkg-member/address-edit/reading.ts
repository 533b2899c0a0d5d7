import type { RegionPath } from '@/components/address/regions'
import { pathText } from '@/components/address/regions'
import { readAddress } from './address-reading'
import { ref, shallowRef } from 'vue'
import { platform } from '#platform'
import { api, wordsOf } from '@/api'
import { useLoad } from '@/composables/load'
import { toast } from '@/composables/toast'
import { t } from '../words/copy'
import type { AddressFields } from './address-form'

const COUNTY = 3
const PARTS = ['receiver', 'phone', 'detail'] as const

/** Fills the form from pasted words. What is not certain is not filled in: `doubt` says that the region waits for the person. */
export const useReading = (fields: AddressFields, askRegion: () => void) => {
  const regions = useLoad(() => api.identity.regions())
  const text = ref('')
  /** Ways that all fit what was pasted; the person says which. */
  const choices = shallowRef<RegionPath[]>([])
  const doubt = ref(false)

  const takeRegion = (path: RegionPath): void => {
    fields.regionCode = path[path.length - 1]?.code ?? ''
    fields.regionText = pathText(path)
    choices.value = []
    doubt.value = false
  }

  /** One way to a county is taken, several are asked for, and what ends above a county goes on in the list of regions. */
  const settleRegion = (paths: RegionPath[]): void => {
    const whole = paths.filter(({ length }) => length === COUNTY)
    const only = paths[0]
    doubt.value = true
    if (whole.length === 1 && whole[0]) return takeRegion(whole[0])
    if (whole.length > 1) choices.value = whole
    else if (only) {
      fields.regionCode = only[only.length - 1]?.code ?? ''
      fields.regionText = ''
      askRegion()
    }
  }

  const read = async (pasted: string): Promise<void> => {
    if (pasted.trim() === '') return
    if (regions.value.value === null) await regions.run()
    const provinces = regions.value.value?.provinces
    if (provinces === undefined) return toast(wordsOf(regions.error.value))
    const found = readAddress(pasted, provinces)
    for (const part of PARTS) if (found[part] !== '') fields[part] = found[part]
    if (found.regions.length > 0) settleRegion(found.regions)
    if (!found.phone && found.regions.length === 0) toast(t('address.unread'))
  }

  const fromClipboard = async (): Promise<void> => {
    text.value = await platform.pasted()
    if (text.value === '') toast(t('address.clipboardEmpty'))
    else await read(text.value)
  }

  /** From the person's own book; the platform's words for a region are read like anybody's. */
  const fromAccount = async (): Promise<void> => {
    const kept = platform.accountAddress === null ? null : await platform.accountAddress()
    if (kept === null) return
    await read(`${kept.region} ${kept.detail} ${kept.phone}`)
    fields.receiver = kept.receiver || fields.receiver
    fields.detail = kept.detail || fields.detail
  }

  return { text, choices, doubt, read, takeRegion, fromClipboard, fromAccount }
}
