import { describe, expect, it } from 'vitest'
import { ScanStream, type Stroke } from './scan-stream'

const FAST_MS = 8
const HAND_MS = 140

const keyed = (text: string): Stroke[] => [...text].map((key) => ({ key, code: '' }))
const enter: Stroke = { key: 'Enter', code: 'Enter' }

/** Presses them one after the other and answers every code that came of it. */
const pressed = (stream: ScanStream, strokes: readonly Stroke[], gapMs: number, fromMs = 0): string[] =>
  strokes.flatMap((stroke, index) => stream.press(stroke, fromMs + index * gapMs) ?? [])

describe('a scanner among the keys', () => {
  it('is heard by its speed and its end', () => {
    const stream = new ScanStream()
    expect(pressed(stream, [...keyed('6901234567892'), enter], FAST_MS)).toEqual(['6901234567892'])
    expect(pressed(stream, [...keyed('SF1438220700001'), { key: 'Tab', code: 'Tab' }], FAST_MS, 1_000)).toEqual([
      'SF1438220700001',
    ])
  })

  it('is no hand that types the same', () => {
    expect(pressed(new ScanStream(), [...keyed('6901234567892'), enter], HAND_MS)).toEqual([])
  })

  it('does not begin with what a hand pressed before it', () => {
    const stream = new ScanStream()
    pressed(stream, keyed('jk'), HAND_MS)
    expect(pressed(stream, [...keyed('A-1001'), enter], FAST_MS, 2_000)).toEqual(['A-1001'])
  })

  it('is lost where it was broken off, and the next one is whole', () => {
    const stream = new ScanStream()
    expect(pressed(stream, keyed('690123'), FAST_MS)).toEqual([])
    expect(pressed(stream, [enter], FAST_MS, 5_000)).toEqual([])
    expect(pressed(stream, [...keyed('6901234567892'), enter], FAST_MS, 6_000)).toEqual(['6901234567892'])
  })

  it('is not Enter alone, nor a few signs of a bouncing key', () => {
    expect(pressed(new ScanStream(), [enter, enter], FAST_MS)).toEqual([])
    expect(pressed(new ScanStream(), [...keyed('111'), enter], FAST_MS)).toEqual([])
  })

  it('writes capitals with Shift between them', () => {
    const shift: Stroke = { key: 'Shift', code: 'ShiftLeft' }
    const strokes = [...keyed('SF12345678')].flatMap((stroke) => [shift, stroke])
    expect(pressed(new ScanStream(), [...strokes, enter], FAST_MS)).toEqual(['SF12345678'])
  })

  it('is read by the places of the keys behind an input method', () => {
    const codes = ['KeyS', 'KeyF', 'Digit1', 'Numpad2', 'Minus', 'Digit3']
    const strokes = codes.map((code) => ({ key: 'Process', code }))
    expect(pressed(new ScanStream(), [...strokes, enter], FAST_MS)).toEqual(['SF12-3'])
  })

  it('says while it runs, so that its signs are no shortcuts', () => {
    const stream = new ScanStream()
    expect(stream.running).toBe(false)
    pressed(stream, keyed('69'), FAST_MS)
    expect(stream.running).toBe(true)
    stream.press(enter, 2 * FAST_MS)
    expect(stream.running).toBe(false)
  })
})
