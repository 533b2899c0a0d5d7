import { vi } from 'vitest'

export interface Seen {
  method: string
  url: string
  body: unknown
  header: Record<string, string>
}

interface Reply {
  status: number
  body: unknown
  header?: Record<string, string>
}

export type Answer = (seen: Seen) => Reply | 'lost' | Promise<Reply | 'lost'>

interface Asked {
  url: string
  method: string
  data?: string | ArrayBuffer
  header: Record<string, string>
  success(answer: { statusCode: number; data: unknown; header: Record<string, string> }): void
  fail(failure: { errMsg: string }): void
}

/** Stands in for `uni.request`: every call is noted and answered by the test. */
export const serve = (answer: Answer): Seen[] => {
  const seen: Seen[] = []
  const request = (asked: Asked): void => {
    const body: unknown = typeof asked.data === 'string' ? JSON.parse(asked.data) : asked.data
    const call = { method: asked.method, url: asked.url, body, header: asked.header }
    seen.push(call)
    void Promise.resolve(answer(call)).then((reply) => {
      if (reply === 'lost') asked.fail({ errMsg: 'request:fail' })
      else asked.success({ statusCode: reply.status, data: reply.body, header: reply.header ?? {} })
    })
  }
  vi.stubGlobal('uni', { request, showToast: () => undefined })
  return seen
}

export const ok = (body: unknown): Reply => ({ status: 200, body })
export const refuse = (status: number, code: string, header: Record<string, string> = {}): Reply => ({
  status,
  body: { code, message: code, requestId: 'r-1' },
  header,
})
