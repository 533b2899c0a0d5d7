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
  /** Never set: carries the type of the payload. */
  readonly payload?: Payload
}

export const jobType = <Payload extends object>(
  name: string,
  options: { queue?: QueueName; attempts?: number } = {},
): JobType<Payload> => ({ name, queue: options.queue ?? 'default', attempts: options.attempts ?? 3 })
