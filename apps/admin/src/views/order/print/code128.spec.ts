import { expect, it } from 'vitest'
import { code128Bars, code128Values } from './code128'

/** Reads bars back as a scanner does: six widths of eleven modules are a sign. */
const scanned = (text: string): number[][] => {
  const { bars, length } = code128Bars(text)
  const dark = Array.from({ length }, (_, at) => bars.some((bar) => at >= bar.at && at < bar.at + bar.width))
  const widths: number[] = []
  dark.forEach((value, at) => {
    if (at > 0 && dark[at - 1] === value) widths[widths.length - 1] = (widths.at(-1) ?? 0) + 1
    else widths.push(1)
  })
  const signs: number[][] = []
  for (let at = 0; at + 7 < widths.length; at += 6) signs.push(widths.slice(at, at + 6))
  return signs
}

it('has the check sign of the known example', () => {
  expect(code128Values('Wikipedia')?.slice(-2)).toEqual([88, 106])
})

it('gives every sign eleven modules, an even number of dark ones, and no other sign’s bars', () => {
  const all = String.fromCharCode(...Array.from({ length: 95 }, (_, at) => at + 32))
  const seen = new Set<string>()
  for (const part of [all.slice(0, 48), all.slice(48)]) {
    const signs = scanned(part)
    expect(signs).toHaveLength(part.length + 2)
    for (const sign of signs) {
      expect(sign.reduce((sum, width) => sum + width, 0)).toBe(11)
      expect(sign.reduce((sum, width, at) => (at % 2 === 0 ? sum + width : sum), 0) % 2).toBe(0)
    }
    for (const sign of signs.slice(1, -1)) seen.add(sign.join(''))
  }
  expect(seen.size).toBe(95)
})

it('draws nothing for what it cannot say', () => {
  expect(code128Bars('订单')).toEqual({ bars: [], length: 0 })
  expect(code128Bars('')).toEqual({ bars: [], length: 0 })
})
