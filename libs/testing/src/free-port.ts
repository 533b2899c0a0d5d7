import { createServer } from 'node:net'

/** Below what any system lends by itself, to outgoing connections and to whoever asks for port 0. */
const FIRST = 10_240
const LAST = 32_767
const SLICES = 16
const SLICE = Math.floor((LAST - FIRST + 1) / SLICES)

/** Workers of one run never share a slice, whatever they are running at the moment. */
const slice = Number(process.env['VITEST_POOL_ID'] ?? 0) % SLICES
/** Another place in it for each process, so that a port which was just closed rests a while. */
let next = (process.pid * 97) % SLICE

/**
 * A port for a program that is started a moment later and has to know it beforehand. The system hands a port that was
 * only tried out to the next who asks for any, so these are taken, in turn, from ports that it never hands out.
 */
export const freePort = async (): Promise<number> => {
  for (let tries = 0; tries < SLICE; tries += 1) {
    const port = FIRST + slice * SLICE + next
    next = (next + 1) % SLICE
    if (await isFree(port)) return port
  }
  throw new Error('there is no free port')
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
