import { describe, expect, it } from 'vitest'
import { isRetriable, reportNote, reportState } from './platform-words'

const report = { state: 'uploaded', late: false, problem: null, nextAt: null, toldAt: null } as const

describe('what the wallets were told', () => {
  it('is late where nothing left in time, and else what it is', () => {
    expect(reportState({ ...report, state: 'awaiting', late: true })).toBe('逾期未发货')
    expect(reportState({ ...report, state: 'awaiting' })).toBe('待发货')
    expect(reportState({ ...report, state: 'given_up', late: true })).toBe('上传失败，需处理')
  })

  it('says why it failed, in our words or with the wallet’s code, and when it is tried again', () => {
    const at = '2026-11-29T02:00:00.000Z'
    expect(reportNote({ ...report, state: 'failed', problem: 'no_answer', nextAt: at })).toMatch(
      /^平台没有响应 · .+ 再试$/,
    )
    expect(reportNote({ ...report, state: 'given_up', problem: '48001' })).toBe('平台拒绝，错误码 48001')
    expect(reportNote({ ...report, toldAt: at })).toMatch(/^上传于 /)
    expect(reportNote(report)).toBe('')
  })

  it('can be told again where it failed', () => {
    const states = ['awaiting', 'waiting', 'failed', 'uploaded', 'changed', 'given_up', 'dropped'] as const
    expect(states.filter((state) => isRetriable({ ...report, state }))).toEqual(['failed', 'given_up'])
  })
})
