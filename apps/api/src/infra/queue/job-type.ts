/**
 * Three queues, so that a flood of one kind never delays money: `money` (payments, refunds),
 * `order` (timeouts, fulfilment), `default` (everything that may wait).
 */
export const QUEUE_NAMES = ['money', 'order', 'default'] as const
export type QueueName = (typeof QUEUE_NAMES)[number]

/** A kind of job and the shape of its payload: ids and numbers only, never personal data. */
export interface JobType<Payload extends object> {
  readonly name: string
  readonly queue: QueueName
  /** Tries before the job is dropped; the sweep that is the truth will find the work again. */
  readonly attempts: number
  /** The company outside that the job asks: it runs in that company's lane, once, and its sweep is the second try. */
  readonly outside?: string
  /** Never set: carries the type of the payload. */
  readonly payload?: Payload
}

export const jobType = <Payload extends object>(
  name: string,
  { queue = 'default', attempts = 3, outside }: { queue?: QueueName; attempts?: number; outside?: string } = {},
): JobType<Payload> => (outside === undefined ? { name, queue, attempts } : { name, queue, attempts: 1, outside })
