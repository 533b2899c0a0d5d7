import type { AddressBody, AddressView } from '@jishi/contracts/identity/identity.schema'
import { PHONE_PATTERN, type AddressTag } from '@jishi/contracts/identity/identity.terms'
import { reactive, ref, shallowRef } from 'vue'
import { platform } from '#platform'
import { ApiError, api, newActionKey } from '@/api'
import { backToCheckout, chosenAddressId } from '@/composables/chosen-address'
import { toast, toastDone } from '@/composables/toast'
import { t, type WordKey } from '../words/copy'

export interface AddressFields {
  receiver: string
  phone: string
  regionCode: string
  regionText: string
  detail: string
  tag: AddressTag | null
  isDefault: boolean
}

/** The first thing that is wrong, in the order a person fills the form in. */
export const wrongIn = (fields: AddressFields): WordKey | null => {
  if (fields.receiver.trim() === '') return 'address.receiverWrong'
  if (!PHONE_PATTERN.test(fields.phone)) return 'address.phoneWrong'
  if (fields.regionCode === '' || fields.regionText === '') return 'address.regionWrong'
  return fields.detail.trim().length < 2 ? 'address.detailWrong' : null
}

export const bodyOf = ({ regionText: _shown, receiver, detail, ...rest }: AddressFields): AddressBody => ({
  ...rest,
  receiver: receiver.trim(),
  detail: detail.trim(),
})

const fieldsOf = (address: AddressView): AddressFields => ({
  receiver: address.receiver,
  phone: address.phone,
  regionCode: address.regionCode,
  regionText: [address.province, address.city, address.county]
    .filter((part, n, all) => all.indexOf(part) === n)
    .join(' '),
  detail: address.detail,
  tag: address.tag,
  isDefault: address.isDefault,
})

const nothing: AddressFields = {
  receiver: '',
  phone: '',
  regionCode: '',
  regionText: '',
  detail: '',
  tag: null,
  isDefault: false,
}

/** One form for a new address and for one that is changed. */
export const useAddressForm = () => {
  const fields = reactive<AddressFields>({ ...nothing })
  const saving = ref(false)
  const ready = ref(false)
  const error = shallowRef<ApiError | null>(null)
  const id = ref('')
  const key = newActionKey()
  let picking = false

  const load = async (): Promise<void> => {
    if (ready.value) return
    try {
      if (id.value) Object.assign(fields, fieldsOf(await api.identity.address({ params: { id: id.value } })))
      error.value = null
      ready.value = true
    } catch (caught) {
      error.value = caught instanceof ApiError ? caught : new ApiError('UNKNOWN', t('error.unknown'), 0, '')
    }
  }

  const start = (editing: string | undefined, pick: boolean): void => {
    id.value = editing ?? ''
    picking = pick
  }

  const store = (): Promise<AddressView> =>
    id.value
      ? api.identity.changeAddress({ params: { id: id.value }, body: bodyOf(fields) })
      : api.identity.addAddress({ body: bodyOf(fields), idempotencyKey: key })

  const save = async (): Promise<void> => {
    const wrong = wrongIn(fields)
    if (wrong) return toast(t(wrong))
    if (saving.value) return
    saving.value = true
    try {
      const saved = await store()
      if (picking) {
        // The page that asked shows the address itself, and what it asks next is not to be covered.
        chosenAddressId.value = saved.id
        backToCheckout()
        return
      }
      toastDone(t('address.saved'))
      platform.back()
    } catch (caught) {
      toast(caught instanceof ApiError ? caught.message : t('error.unknown'))
    } finally {
      saving.value = false
    }
  }

  return { fields, saving, ready, error, id, start, load, save }
}
