import type { AllSettings, ChangeSettingBody } from '@jishi/contracts/settings/settings.schema'
import type { SettingKey } from '@jishi/contracts/settings/settings.terms'
import { useQueryClient } from '@tanstack/vue-query'
import { computed, ref, shallowRef } from 'vue'
import { api } from '@/api'
import { fieldsRefused, type ApiError } from '@/api/api-error'
import { useWrite } from '@/composables/use-write'
import { t } from '@/copy'
import { ElMessage } from '@/element'
import {
  bannerFaults,
  faultsOf,
  typedOf,
  valueOf,
  type BannerDraft,
  type Faults,
  type Typed,
  type Values,
} from './setting-forms'

const valuesOf = (all: AllSettings): Values =>
  Object.fromEntries(Object.entries(all).map(([key, { value }]) => [key, value])) as Values

/** What is typed in one section, what is wrong with it, and the version it was filled from. */
const useTyped = (key: SettingKey, seen: AllSettings) => {
  const version = shallowRef(seen[key].version)
  const typed = ref<Typed>({})
  const banners = ref<BannerDraft[]>([])
  const clean = shallowRef('')
  const tried = shallowRef(false)

  const present = (): string => JSON.stringify([typed.value, banners.value])
  const fill = (all: AllSettings): void => {
    const values = valuesOf(all)
    typed.value = { ...typedOf(values, key) }
    banners.value = JSON.parse(JSON.stringify(values.home.banners)) as BannerDraft[]
    version.value = all[key].version
    clean.value = present()
    tried.value = false
  }
  fill(seen)

  const faults = computed<Faults>(() => faultsOf(key, typed.value))
  const ofBanners = computed(() => banners.value.map(bannerFaults))
  return {
    version,
    typed,
    banners,
    tried,
    fill,
    faults: computed<Faults>(() => (tried.value ? faults.value : {})),
    bannersTold: computed(() => (tried.value ? ofBanners.value : [])),
    dirty: computed(() => present() !== clean.value),
    sound: (): boolean => [faults.value, ...ofBanners.value].every((one) => Object.keys(one).length === 0),
    value: () => valueOf(key, typed.value, banners.value),
  }
}

/** Where a refusal of the server belongs: the field it names, or whose entries it names. */
const refusedFields = (error: ApiError | null): Faults =>
  error === null
    ? {}
    : Object.fromEntries(
        [...fieldsRefused(error)].map(([path, why]) => [path.replace(/^value\./, '').split('.')[0] ?? '', why]),
      )

/** The form of one section, and saving it over the version that was seen. */
export const useSettingForm = (key: SettingKey, seen: AllSettings) => {
  const queryClient = useQueryClient()
  const { busy, error, write, forget } = useWrite()
  const form = useTyped(key, seen)

  const fill = (all: AllSettings): void => {
    form.fill(all)
    forget()
  }
  const take = (all: AllSettings): void => {
    queryClient.setQueryData(['settings'], all)
    void queryClient.invalidateQueries({ queryKey: ['setting-versions', key] })
    fill(all)
  }
  const send = async (over: number): Promise<boolean> => {
    const body = { key, value: form.value(), expectedVersion: over } as ChangeSettingBody
    const saved = await write(body, (idempotencyKey) => api.settings.change({ body, idempotencyKey }))
    if (saved === undefined) return false
    take(saved)
    ElMessage.success(t('write.saved'))
    return true
  }
  const save = async (): Promise<boolean> => {
    form.tried.value = true
    return form.sound() ? send(form.version.value) : false
  }
  const latest = (): Promise<AllSettings> =>
    queryClient.fetchQuery({ queryKey: ['settings'], queryFn: () => api.settings.all(), staleTime: 0 })

  return {
    ...form,
    busy,
    error,
    told: computed<Faults>(() => ({ ...form.faults.value, ...refusedFields(error.value) })),
    /** Each thing the server refused has a field to stand beside. */
    toldAll: computed(() => {
      const refused = Object.keys(refusedFields(error.value))
      return refused.length > 0 && refused.every((name) => name in form.typed.value)
    }),
    conflict: computed(() => error.value?.code === 'VERSION_CONFLICT'),
    save,
    take,
    loadLatest: async (): Promise<void> => fill(await latest()),
    keepMine: async (): Promise<boolean> => send((await latest())[key].version),
    forget,
  }
}
