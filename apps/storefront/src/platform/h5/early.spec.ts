// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from 'vitest'
import { early, settled } from './early'

const asked = (path: string, answer: Promise<Response>): void =>
  void Object.assign(window, { jishiEarly: { path, answer } })
const reply = (status: number, text: string): Promise<Response> =>
  Promise.resolve(new Response(text, { status, headers: { 'content-type': 'application/json' } }))

describe('what the page asked for early', () => {
  afterEach(() => vi.useRealTimers())

  it('is taken once, by whoever asks for the same', async () => {
    asked('/api/shop/home', reply(200, '{"feed":1}'))
    expect(early('/api/shop/other')).toBeNull()
    expect(await early('/api/shop/home')).toMatchObject({
      ...{ status: 200, body: { feed: 1 }, header: { 'content-type': 'application/json' } },
    })
    expect(early('/api/shop/home')).toBeNull()
  })

  it('may be a refusal, which is heard as any other: nobody asks again at once', async () => {
    asked('/api/shop/home', reply(503, '{"code":"OVERLOADED"}'))
    expect(await early('/api/shop/home')).toMatchObject({ status: 503, body: { code: 'OVERLOADED' } })
  })

  it.each([
    ['an answer that is none', () => reply(200, '<html>')],
    ['a network that was lost', () => Promise.reject(new TypeError('Failed to fetch'))],
  ])('is asked for anew after %s', async (_, answer) => {
    asked('/api/shop/home', answer())
    expect(await early('/api/shop/home')).toBeNull()
  })

  it('is not waited for without an end', async () => {
    vi.useFakeTimers()
    asked('/api/shop/home', new Promise(() => undefined))
    const answer = early('/api/shop/home')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await answer).toBeNull()
  })
})

describe('the top that stood before the program', () => {
  afterEach(() => vi.useRealTimers())

  it('goes once the page under it has come up, and is not missed where there was none', () => {
    vi.useFakeTimers()
    settled()
    document.body.innerHTML = '<div id="early-screen"></div>'
    settled()
    vi.advanceTimersByTime(399)
    expect(document.getElementById('early-screen')).not.toBeNull()
    vi.advanceTimersByTime(1)
    expect(document.getElementById('early-screen')).toBeNull()
  })
})
