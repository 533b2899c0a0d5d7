import './styles/index'
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { createPinia } from 'pinia'
import { createApp } from 'vue'
import { whenSignedOut } from '@/api'
import App from './App.vue'
import { router } from './router'
import { useSession } from './stores/session'

const STALE_AFTER_MS = 10_000

// Repeats are the transport's business: it knows which calls may be repeated and how long the server asked to wait.
const queryClient = new QueryClient({
  defaultOptions: { queries: { retry: false, staleTime: STALE_AFTER_MS, networkMode: 'always' } },
})
const pinia = createPinia()
const app = createApp(App).use(pinia).use(VueQueryPlugin, { queryClient })
const session = useSession(pinia)

whenSignedOut(() => {
  const wasHere = session.operator !== null
  session.forget()
  // What one operator has seen is not kept for the next one.
  queryClient.clear()
  const here = router.currentRoute.value
  if (wasHere && here.name !== 'sign-in')
    void router.replace({ name: 'sign-in', query: { next: here.fullPath, ended: '1' } })
})

app.use(router).mount('#app')
