import type { SeckillBoard } from '@jishi/contracts/seckill/seckill-desk.schema'

export const FLOWS = ['requests', 'admitted', 'taken', 'paid', 'released'] as const
export type Flow = (typeof FLOWS)[number]
type Second = SeckillBoard['seconds'][number]

/** The top of the scale: the next 1, 2 or 5 times a power of ten, so that the lines do not jump with every poll. */
export const scaleOf = (seconds: readonly Second[]): number => {
  const most = Math.max(1, ...seconds.flatMap((second) => FLOWS.map((flow) => second[flow])))
  const power = 10 ** Math.floor(Math.log10(most))
  return [1, 2, 5, 10].map((step) => step * power).find((top) => top >= most) ?? most
}
const tenth = (of: number): number => Math.round(of * 10) / 10
/** One line as points of an SVG, oldest at the left, nothing at the bottom. The second under way is left out: it is not whole. */
export const pointsOf = (
  seconds: readonly Second[],
  flow: Flow,
  { width, height, scale }: { width: number; height: number; scale: number },
): string => {
  const whole = seconds.slice(0, -1)
  const step = width / Math.max(1, whole.length - 1)
  return whole.map((second, at) => `${tenth(at * step)},${tenth(height - (second[flow] / scale) * height)}`).join(' ')
}
/** What happened in the last whole second. */
export const rateOf = (seconds: readonly Second[], flow: Flow): number => seconds.at(-2)?.[flow] ?? 0
/** Of 100. */
export const shareOf = (part: number, whole: number): number => (whole === 0 ? 0 : Math.round((part / whole) * 100))
