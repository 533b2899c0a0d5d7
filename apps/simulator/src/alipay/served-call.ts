import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Book } from '../book/book.js'
import type { Fault } from '../faults/fault-kinds.js'
import { spoilAfter, spoilBefore } from '../faults/spoiled-call.js'
import type { FailureWords } from '../faults/spoiled-call.js'
import { GatewayError } from '../http/gateway-error.js'
import { refuseAfter, refuseBefore } from './methods.js'
import type { Method } from './methods.js'
import { AlipayRefusal } from './refusal.js'

const WORDS: FailureWords = {
  rateLimited: new GatewayError(429, 'isv.app-call-limited', '应用调用次数超限'),
  broken: (status) => new GatewayError(status, 'isp.unknow-error', '服务暂不可用'),
}

export interface ServedCall {
  fault: Fault | undefined
  /** A refusal is an answer too; `null` means that a fault left the caller without any. */
  outcome: Record<string, unknown> | AlipayRefusal | null
}

/** Does one verified call, with the fault that waits for it. */
export async function servedCall(
  book: Book,
  method: Method,
  content: unknown,
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Promise<ServedCall> {
  const fault = book.takeFault('alipay', method.operation)
  try {
    if (!(await spoilBefore(fault?.kind === 'not_enough' ? undefined : fault, WORDS, request, reply))) {
      return { fault, outcome: null }
    }
    refuseBefore(fault)
    const outcome = method.work(content, fault)
    await book.flushed()
    if (!(await spoilAfter(fault, WORDS, request, reply))) return { fault, outcome: null }
    refuseAfter(fault)
    return { fault, outcome }
  } catch (error) {
    if (error instanceof AlipayRefusal) return { fault, outcome: error }
    if (error === WORDS.rateLimited) {
      return { fault, outcome: new AlipayRefusal('40005', 'isv.app-call-limited', '应用调用次数超限') }
    }
    throw error
  }
}
