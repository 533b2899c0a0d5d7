import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { GatewayError } from '../http/gateway-error.js'
import { numberOf } from './fault-kinds.js'
import type { Fault } from './fault-kinds.js'

const SILENCE_MS = 60_000

/** How the channel words its own failures. */
export interface FailureWords {
  rateLimited: GatewayError
  broken: (status: number) => GatewayError
}

/** The connection is taken from under the caller: no answer ever comes. */
function hangUp(request: FastifyRequest, reply: FastifyReply): void {
  reply.hijack()
  request.raw.socket.destroy()
}

async function staySilent(request: FastifyRequest, reply: FastifyReply, ms: number): Promise<void> {
  reply.hijack()
  const gone = new AbortController()
  request.raw.socket.once('close', () => gone.abort())
  await pause(ms, undefined, { signal: gone.signal, ref: false }).catch(() => undefined)
  request.raw.socket.destroy()
}

/** Plays a fault before the work is done. Answers `false` when the caller was left without an answer. */
export async function spoilBefore(
  fault: Fault | undefined,
  words: FailureWords,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<boolean> {
  switch (fault?.kind) {
    case 'delay':
      await pause(numberOf(fault, 3000))
      return true
    case 'lose':
      hangUp(request, reply)
      return false
    case 'error_5xx':
      throw words.broken(numberOf(fault, 500))
    case 'rate_limited':
      if (fault.value !== 'applied') throw words.rateLimited
      return true
    case 'not_enough':
      throw new GatewayError(403, 'NOT_ENOUGH', '基本账户余额不足，请充值后重新发起')
    default:
      return true
  }
}

/** Plays a fault after the work is done and on disk. Answers `false` when the caller was left without an answer. */
export async function spoilAfter(
  fault: Fault | undefined,
  words: FailureWords,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<boolean> {
  switch (fault?.kind) {
    case 'timeout_after_apply':
      await staySilent(request, reply, numberOf(fault, SILENCE_MS))
      return false
    case 'error_5xx_after_apply':
      throw words.broken(numberOf(fault, 500))
    case 'rate_limited':
      throw words.rateLimited
    default:
      return true
  }
}
