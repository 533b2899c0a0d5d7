import { AsyncLocalStorage } from 'node:async_hooks'

const current = new AsyncLocalStorage<string>()

/** Everything `work` starts knows the request it was done for. */
export const duringRequest = (requestId: string, work: () => void): void => current.run(requestId, work)

/** The request we are working for; none in jobs, sweeps and scripts. */
export const currentRequestId = (): string | undefined => current.getStore()
