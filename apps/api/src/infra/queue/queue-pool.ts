import { createHash } from 'node:crypto'
import pg from 'pg'

/** What the library asks between two jobs, recognised by what it says; where it says something else, it is sent as it is. */
const ANY_JOB = /\bAS present\b/
const NEXT_DELAY = /^SELECT next_delay\(\$1\)/m
const NO_JOB = /\bFROM next_signal\(\$1, \$2, \$3\)/
const END = /;\s*$/

interface Answer {
  readonly rows: Record<string, unknown>[]
}

/**
 * Connections of the queue. BullMQ asks four questions whenever a worker has nothing to do, and sends its SQL whole each time; a
 * checkout wakes workers six times. Here the same is answered by half as many messages, each prepared once a connection:
 * - "no job" asks for a limiter's end, and there is none, and for the next delayed job, which the wait asks for anyway;
 * - the wait asks for a job and for the next delayed one in one breath.
 */
export class QueuePool extends pg.Pool {
  private readonly names = new Map<string, string>()
  private readonly asked = new Map<unknown, Promise<Answer>>()

  /** As the library calls it: text and values. */
  override query = ((text: string, values?: unknown[]): Promise<Answer> => {
    if (values === undefined) return super.query(text)
    if (NO_JOB.test(text) && values[1] === null) return Promise.resolve(NO_LIMIT)
    if (ANY_JOB.test(text)) return this.ask(text, values)
    if (!NEXT_DELAY.test(text)) return this.prepared(text, values)
    const known = this.asked.get(values[0])
    this.asked.delete(values[0])
    return known ?? this.prepared(text, values)
  }) as pg.Pool['query']

  private ask(text: string, values: unknown[]): Promise<Answer> {
    const both = `select found.present, next_delay($1) as next_delay from (${text.replace(END, '')}) as found`
    const answer = this.prepared(both, values)
    const [queue] = values
    this.asked.set(queue, answer)
    // Whoever asks later wants to know how it is then.
    const over = (): void => void (this.asked.get(queue) === answer && this.asked.delete(queue))
    answer.then(over, over)
    return answer
  }

  private prepared(text: string, values: unknown[]): Promise<Answer> {
    const name = this.names.get(text) ?? createHash('sha256').update(text).digest('base64url').slice(0, 16)
    this.names.set(text, name)
    return super.query({ name, text, values })
  }
}

const NO_LIMIT: Answer = { rows: [{ rate_limit_ttl: 0, next_delay: null }] }
