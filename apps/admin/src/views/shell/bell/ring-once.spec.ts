import { describe, expect, it } from 'vitest'
import { RingOnce, type BellWord } from './ring-once'

/** Tabs of one browser on a clock of their own: what one says, the others hear. */
class Desk {
  readonly rung: string[] = []
  private readonly tabs = new Map<string, RingOnce>()
  private due: { name: string; at: number; act: () => void }[] = []
  private now = 0

  open(name: string, rank: () => number | undefined): RingOnce {
    const tab = new RingOnce({
      rank,
      ring: () => void this.rung.push(name),
      tell: (word) => this.tell(name, word),
      later: (act, afterMs) => void this.due.push({ name, at: this.now + afterMs, act }),
    })
    this.tabs.set(name, tab)
    return tab
  }

  close(name: string): void {
    this.tabs.delete(name)
    this.due = this.due.filter((one) => one.name !== name)
  }

  pass(ms: number): void {
    this.now += ms
    const ripe = this.due.filter(({ at }) => at <= this.now).toSorted((one, other) => one.at - other.at)
    this.due = this.due.filter(({ at }) => at > this.now)
    for (const { act } of ripe) act()
  }

  private tell(from: string, word: BellWord): void {
    for (const [name, tab] of this.tabs) if (name !== from) tab.hear(word)
  }
}

const SOON = 400
const LONG = 5_000

describe('one bell for several tabs', () => {
  it('rings once for all that came together', () => {
    const desk = new Desk()
    desk.open('only', () => 0.1).news(['a', 'b', 'c'])
    desk.pass(SOON)
    desk.pass(LONG)
    expect(desk.rung).toEqual(['only'])
  })

  it('leaves it to the tab in sight, whichever heard of it first', () => {
    const desk = new Desk()
    const hidden = desk.open('hidden', () => 1.5)
    const inSight = desk.open('in sight', () => 0.5)
    hidden.news(['a'])
    desk.pass(SOON)
    inSight.news(['a'])
    desk.pass(LONG)
    expect(desk.rung).toEqual(['in sight'])
  })

  it('rings in one of two that hear of it at the same moment', () => {
    const desk = new Desk()
    const one = desk.open('one', () => 0.2)
    const two = desk.open('two', () => 0.7)
    two.news(['a'])
    one.news(['a'])
    desk.pass(SOON)
    desk.pass(LONG)
    expect(desk.rung).toEqual(['one'])
  })

  it('is heard from a hidden tab where no other is there', () => {
    const desk = new Desk()
    desk.open('in sight, but silent', () => undefined)
    desk.open('hidden', () => 1.5).news(['a'])
    desk.pass(SOON)
    expect(desk.rung).toEqual(['hidden'])
  })

  it('is not kept quiet by a tab that asked and was closed', () => {
    const desk = new Desk()
    const hidden = desk.open('hidden', () => 1.5)
    hidden.news(['a'])
    const shortLived = desk.open('short-lived', () => 1.2)
    shortLived.news(['a'])
    desk.close('short-lived')
    expect(desk.rung).toEqual([])
    desk.pass(LONG)
    expect(desk.rung).toEqual(['hidden'])
  })

  it('says nothing where nobody switched it on', () => {
    const desk = new Desk()
    desk.open('off', () => undefined).news(['a'])
    desk.pass(LONG)
    expect(desk.rung).toEqual([])
  })

  it('rings anew for what comes later', () => {
    const desk = new Desk()
    const tab = desk.open('only', () => 0.1)
    tab.news(['a'])
    desk.pass(SOON)
    tab.news(['a', 'b'])
    desk.pass(SOON)
    expect(desk.rung).toEqual(['only', 'only'])
  })
})
