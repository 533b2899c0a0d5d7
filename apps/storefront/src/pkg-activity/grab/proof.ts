import { leadingZeros, sha256 } from './sha256'

/** A slice is shorter than a frame, so that the page goes on moving under the work. */
const SLICE_MS = 10
const CLOCK_EVERY = 32

/** Lets the page draw and answer a finger before the work goes on. */
const breathe = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

/** What is hashed, as the contracts' `proofText` says; a test compares the two. */
export const workText = (salt: string, solution: string): string => `${salt}.${solution}`

const fits = (salt: string, solution: string, bits: number): boolean =>
  leadingZeros(sha256(workText(salt, solution))) >= bits

/** Tries the numbers one after the other until one makes a digest that begins with so many zero bits. */
export const solve = async (salt: string, bits: number): Promise<string> => {
  let until = Date.now() + SLICE_MS
  for (let n = 0; ; n += 1) {
    const solution = n.toString(36)
    if (fits(salt, solution, bits)) return solution
    if (n % CLOCK_EVERY === 0 && Date.now() >= until) {
      await breathe()
      until = Date.now() + SLICE_MS
    }
  }
}
