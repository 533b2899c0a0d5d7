import { Injectable } from '@nestjs/common'

const AT_ONCE = 2

/** Unfolding a picture takes a processor and much memory: a few at once, the others wait for their turn. */
@Injectable()
export class RenderTurns {
  private running = 0
  private readonly waiting: (() => void)[] = []

  async take<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.running >= AT_ONCE) await new Promise<void>((resolve) => this.waiting.push(resolve))
    else this.running += 1
    try {
      return await work()
    } finally {
      const next = this.waiting.shift()
      // The turn goes straight to the next, so that nobody slips in between.
      if (next === undefined) this.running -= 1
      else next()
    }
  }
}
