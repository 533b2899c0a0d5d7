import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it, vi } from 'vitest'
import { useSession } from '@/stores/session'
import { useFavourite } from './favourite'

const { calls, shown, onDevice } = vi.hoisted(() => ({
  calls: [] as string[],
  shown: [] as (() => void)[],
  onDevice: [] as string[],
}))

vi.mock('@dcloudio/uni-app', () => ({ onShow: (hook: () => void) => shown.push(hook) }))
vi.mock('@/composables/device-history', () => ({ noteOnDevice: (id: string) => onDevice.push(id) }))
vi.mock('@/composables/places', () => ({ places: { signIn: () => calls.push('sign in') } }))
vi.mock('@/composables/toast', () => ({ toast: () => undefined, toastDone: () => undefined }))
vi.mock('@/api', () => {
  const called = (name: string, favourite: boolean) => async () => {
    calls.push(name)
    return { favourite }
  }
  return {
    ApiError: class extends Error {},
    api: {
      favourites: {
        state: called('state', false),
        note: called('note', false),
        save: called('save', true),
        drop: called('drop', false),
      },
    },
  }
})
vi.mock('@/stores/session', async () => {
  const { defineStore } = await import('pinia')
  return { useSession: defineStore('session', { state: () => ({ signedIn: false }) }) }
})

const settle = () => new Promise((resolve) => setTimeout(resolve))

beforeEach(() => {
  setActivePinia(createPinia())
  calls.length = 0
  onDevice.length = 0
  shown.length = 0
})

it('asks nothing for a guest, who is led to the sign-in by the heart', async () => {
  const heart = useFavourite()
  heart.seen('p')
  await heart.toggle()
  await settle()
  expect(calls).toEqual(['sign in'])
  expect(onDevice).toEqual(['p'])
})

it('fills the heart and counts the product as seen when the guest comes back signed in', async () => {
  const heart = useFavourite()
  heart.seen('p')
  await heart.toggle()
  Object.assign(useSession(), { signedIn: true })
  shown.forEach((hook) => hook())
  await settle()
  expect(calls.slice(1).sort()).toEqual(['note', 'save'])
  expect(heart.on.value).toBe(true)
})

it('leaves the heart alone when the guest comes back as a guest', async () => {
  const heart = useFavourite()
  heart.seen('p')
  await heart.toggle()
  shown.forEach((hook) => hook())
  await settle()
  expect(calls).toEqual(['sign in'])
  expect(heart.on.value).toBe(false)
})
