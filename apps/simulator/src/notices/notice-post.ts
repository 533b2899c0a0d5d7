import type { Notice } from '../book/records.js'
import type { Fault, FaultOperation } from '../faults/fault-kinds.js'

interface Letter {
  headers: Record<string, string>
  body: string
}

/** How a channel words its notifications, how long it repeats them, and what it takes for an acceptance. */
export interface NoticePost {
  /** Pauses before each repetition, after the first try at once. */
  pausesMs: readonly number[]
  operationOf(notice: Notice): FaultOperation
  write(notice: Notice, fault: Fault | undefined, at: number): Letter | Promise<Letter>
  accepts(status: number, answer: string): boolean
}
