import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

const PATIENCE_MS = 3_000
const RETRY_MS = 100

/** A port that somebody else holds; the message names the variable that moves us elsewhere. */
export class PortTaken extends Error {
  constructor(variable: string, port: number) {
    super(`port ${port} is used by another program. Stop it, or choose another port: ${variable}=${port + 1} npm start`)
  }
}

/** Refuses early and in words when a port is taken; one of ours that is just ending gets a moment to do so. */
export const assertPortFree = async (variable: string, port: number, host: string): Promise<void> => {
  const until = performance.now() + PATIENCE_MS
  while (!(await isFree(port, host))) {
    if (performance.now() > until) throw new PortTaken(variable, port)
    await wait(RETRY_MS)
  }
}

const isFree = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    if (port === 0) return resolve(true)
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    )
    probe.listen(port, host, () => probe.close(() => resolve(true)))
  })
