import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Book } from '../book/book.js'
import type { AttemptOutcome, Notice, NoticeAttempt, NoticeEvent } from '../book/records.js'
import type { Clock } from '../clock.js'
import { numberOf } from '../faults/fault-kinds.js'
import type { Fault } from '../faults/fault-kinds.js'
import { InFlight } from './in-flight.js'
import type { NoticePost } from './notice-post.js'

/** How long the real gateways wait for the merchant's answer. */
const ANSWER_LIMIT_MS = 5000

export interface CourierOptions {
  book: Book
  posts: Readonly<Record<Notice['channel'], NoticePost>>
  clock: Clock
  /** 1 keeps the real pauses; tests shrink them. */
  scheduleScale: number
  /** How long a merchant may take to answer; tests on a busy machine allow more. */
  answerLimitMs?: number
}

type NoticeSubject = Pick<Notice, 'outTradeNo' | 'outRefundNo' | 'url'> &
  Partial<Pick<Notice, 'id' | 'channel' | 'fields' | 'outBillNo'>>

/** Carries notifications to the merchant: freshly signed at every try, repeated until accepted or given up. */
export class Courier {
  readonly #book: Book
  readonly #posts: CourierOptions['posts']
  readonly #clock: Clock
  readonly #scale: number
  readonly #answerLimitMs: number
  readonly #timers = new Map<string, NodeJS.Timeout>()
  readonly #inFlight = new InFlight()
  readonly #closing = new AbortController()

  constructor(options: CourierOptions) {
    this.#book = options.book
    this.#posts = options.posts
    this.#clock = options.clock
    this.#scale = options.scheduleScale
    this.#answerLimitMs = options.answerLimitMs ?? ANSWER_LIMIT_MS
  }

  /** Writes the notification down. It leaves with `start`, so that a caller can wait for its first try. */
  post(eventType: NoticeEvent, subject: NoticeSubject): Notice {
    const now = this.#clock.now()
    const notice: Notice = {
      id: randomUUID(),
      channel: 'wechat',
      eventType,
      ...subject,
      createdAt: now,
      status: 'pending',
      tries: 0,
      nextAttemptAt: now,
      attempts: [],
    }
    this.#book.record({ type: 'notice-created', notice })
    return notice
  }

  /** The first try, and with it the schedule of the following ones. */
  start(id: string): Promise<void> {
    return this.#inFlight.run(() => this.#scheduledTry(id))
  }

  /** Takes up after a restart what had not been delivered. */
  resume(): void {
    for (const notice of this.#book.notices.values()) {
      if (notice.status === 'pending') this.#wait(notice.id, (notice.nextAttemptAt ?? 0) - this.#clock.now())
    }
  }

  /** Sends further copies by hand, all at the same time and each with its own signature. */
  async resend(id: string, times: number): Promise<NoticeAttempt[]> {
    const notice = this.#book.notices.get(id)
    if (notice === undefined) return []
    const copies = Array.from({ length: times }, () => this.#inFlight.run(() => this.#send(notice, undefined, true)))
    const attempts = await Promise.all(copies)
    const accepted = attempts.some((attempt) => attempt.outcome === 'accepted')
    if (this.#book.notices.get(id) !== notice) return attempts
    if (accepted) this.#stopTimer(id)
    const { tries, nextAttemptAt } = notice
    const settled = accepted
      ? { status: 'delivered' as const, nextAttemptAt: null }
      : { status: notice.status, nextAttemptAt }
    this.#book.record({ type: 'notice-tried', id, attempts, tries, ...settled })
    return attempts
  }

  /** Resolves when no try is under way; repetitions that wait for their time do not count. */
  idle(): Promise<void> {
    return this.#inFlight.idle()
  }

  forgetAll(): void {
    for (const id of [...this.#timers.keys()]) this.#stopTimer(id)
  }

  async close(): Promise<void> {
    this.#closing.abort()
    this.forgetAll()
    await this.idle()
  }

  async #scheduledTry(id: string): Promise<void> {
    const notice = this.#book.notices.get(id)
    if (notice?.status !== 'pending' || this.#closing.signal.aborted) return
    const fault = this.#book.takeFault(notice.channel, this.#posts[notice.channel].operationOf(notice))
    await this.#book.flushed()
    const copies = fault?.kind === 'duplicate' ? numberOf(fault, 2) : 1
    const attempts = await Promise.all(Array.from({ length: copies }, () => this.#send(notice, fault, false)))
    // A reset may have forgotten it, and shutdown interrupted it, while this try was on its way.
    if (this.#book.notices.get(id) !== notice || this.#closing.signal.aborted) return
    this.#recordTry(notice, attempts)
  }

  #recordTry(notice: Notice, attempts: NoticeAttempt[]): void {
    const { id } = notice
    const delivered = notice.status === 'delivered' || attempts.some((attempt) => attempt.outcome === 'accepted')
    const tries = notice.tries + 1
    const untilNext = this.#posts[notice.channel].pausesMs[tries - 1]
    if (delivered || untilNext === undefined) {
      const status = delivered ? 'delivered' : 'given_up'
      this.#book.record({ type: 'notice-tried', id, attempts, status, tries, nextAttemptAt: null })
      return
    }
    const pauseMs = untilNext * this.#scale
    const nextAttemptAt = this.#clock.now() + pauseMs
    this.#book.record({ type: 'notice-tried', id, attempts, status: 'pending', tries, nextAttemptAt })
    this.#wait(id, pauseMs)
  }

  #wait(id: string, pauseMs: number): void {
    if (this.#closing.signal.aborted) return
    this.#stopTimer(id)
    const timer = setTimeout(
      () => {
        this.#timers.delete(id)
        this.start(id).catch(() => undefined)
      },
      Math.max(0, pauseMs),
    )
    timer.unref()
    this.#timers.set(id, timer)
  }

  /** A pause that shutdown cuts short. */
  async #linger(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.#closing.signal }).catch(() => undefined)
  }

  #stopTimer(id: string): void {
    clearTimeout(this.#timers.get(id))
    this.#timers.delete(id)
  }

  async #send(notice: Notice, fault: Fault | undefined, manual: boolean): Promise<NoticeAttempt> {
    if (fault?.kind === 'delay') await this.#linger(numberOf(fault, 3000))
    const at = this.#clock.now()
    const attempt = (outcome: AttemptOutcome, httpStatus: number | null): NoticeAttempt => ({
      at,
      outcome,
      httpStatus,
      fault: fault?.kind ?? null,
      manual,
    })
    if (fault?.kind === 'lose') return attempt('lost', null)
    const post = this.#posts[notice.channel]
    const { headers, body } = await post.write(notice, fault, at)
    try {
      const answer = await fetch(notice.url, {
        method: 'POST',
        headers: { Accept: '*/*', 'User-Agent': 'Mozilla/4.0', ...headers },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([AbortSignal.timeout(this.#answerLimitMs), this.#closing.signal]),
      })
      const accepted = post.accepts(answer.status, await answer.text())
      return attempt(accepted ? 'accepted' : 'refused', answer.status)
    } catch {
      return attempt('unreachable', null)
    }
  }
}
