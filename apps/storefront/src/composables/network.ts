import { ref } from 'vue'
import { platform } from '#platform'

/** Whether the device has a network, kept current for every page. */
export const online = ref(true)

export const watchNetwork = (): void => {
  void platform.online().then((now) => {
    online.value = now
  })
  platform.onNetwork((now) => {
    online.value = now
  })
}
