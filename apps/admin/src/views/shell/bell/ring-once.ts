/** What the tabs of one browser tell each other. The lower a rank, the more it is that tab's to ring. */
export type BellWord =
  | { readonly kind: 'want'; readonly ids: readonly string[]; readonly rank: number }
  | { readonly kind: 'rang'; readonly ids: readonly string[] }
  | { readonly kind: 'looked' }

export interface Tab {
  /** Undefined where this tab cannot be heard; a tab in sight comes before a hidden one. */
  rank(): number | undefined
  ring(): void
  tell(word: BellWord): void
  later(act: () => void, afterMs: number): void
}

/** As long a tab waits for one that is nearer to the operator. */
const ASK_MS = 300
/** Somebody nearer has been heard of; should it go away meanwhile, the order is not kept quiet for ever. */
const LEAVE_MS = 1_200

/** Several tabs learn of an order by themselves, each in its own time: one of them rings, once, and for all that came together. */
export class RingOnce {
  private readonly told = new Set<string>()
  private waiting = new Set<string>()
  private turn = 0

  constructor(private readonly tab: Tab) {}

  /** Orders this tab has found out about. */
  news(ids: readonly string[]): void {
    const fresh = ids.filter((id) => !this.told.has(id))
    const rank = this.tab.rank()
    if (fresh.length === 0 || rank === undefined) return
    for (const id of fresh) this.waiting.add(id)
    this.tab.tell({ kind: 'want', ids: fresh, rank })
    this.ringIn(ASK_MS)
  }

  hear(word: BellWord): void {
    if (word.kind === 'rang') this.settle(word.ids)
    else if (word.kind === 'want') this.wanted(word.ids, word.rank)
  }

  private wanted(ids: readonly string[], theirs: number): void {
    const mine = this.tab.rank()
    if (ids.every((id) => this.told.has(id))) this.tab.tell({ kind: 'rang', ids })
    else if (mine !== undefined && mine < theirs) {
      for (const id of ids) this.waiting.add(id)
      this.ringNow()
    } else if (this.waiting.size > 0) this.ringIn(LEAVE_MS)
  }

  private ringIn(afterMs: number): void {
    const turn = (this.turn += 1)
    this.tab.later(() => turn === this.turn && this.ringNow(), afterMs)
  }

  private ringNow(): void {
    const ids = [...this.waiting].filter((id) => !this.told.has(id))
    this.settle(ids)
    if (ids.length === 0) return
    this.tab.ring()
    this.tab.tell({ kind: 'rang', ids })
  }

  private settle(ids: readonly string[]): void {
    for (const id of ids) {
      this.told.add(id)
      this.waiting.delete(id)
    }
  }
}
