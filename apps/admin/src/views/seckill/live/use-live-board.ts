import type { SeckillBoard } from '@jishi/contracts/seckill/seckill-desk.schema'
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '@/api'
import { asApiError } from '@/api/api-error'

const LIVE_MS = 1_500
const SETTLING_MS = 5_000

/** How soon to look again: often while it sells, now and then while somebody may still pay, and then no more. */
export const againIn = (board: Pick<SeckillBoard, 'state' | 'drawn'> | undefined): number | false => {
  if (board === undefined || board.state === 'armed' || board.state === 'running') return LIVE_MS
  return board.drawn > 0 ? SETTLING_MS : false
}

/** The board of one session, asked for again and again as long as somebody looks: a hidden tab asks for nothing. */
export const useLiveBoard = (id: () => string) => {
  const query = useQuery({
    queryKey: computed(() => ['seckill', 'board', id()]),
    queryFn: () => api.seckillDesk.board({ params: { id: id() } }),
    refetchInterval: ({ state }) => againIn(state.data),
    refetchIntervalInBackground: false,
    refetchOnWindowFocus: 'always',
    staleTime: 0,
  })
  return {
    board: computed(() => query.data.value),
    error: computed(() => (query.error.value === null ? null : asApiError(query.error.value))),
    live: computed(() => againIn(query.data.value) === LIVE_MS),
  }
}
