/** So many at once, whoever they are; the others wait in the order they came. */
export class Slots {
  private taken = 0
  private readonly waiting: (() => void)[] = []

  constructor(private readonly most: number) {}

  async with<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.taken >= this.most) await new Promise<void>((go) => this.waiting.push(go))
    else this.taken += 1
    try {
      return await work()
    } finally {
      const next = this.waiting.shift()
      if (next === undefined) this.taken -= 1
      else next()
    }
  }
}
