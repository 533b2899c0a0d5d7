import { timingSafeEqual } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import { DomainError } from '@jishi/kernel/errors'
import { addMinutes, instantOf, type Clock, type Instant } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Pii } from '../../infra/crypto/pii.js'

export interface Previewed {
  readonly id: string
  readonly version: number
}

const OPEN_MINUTES = 30
const SHAPE = /^(\d{13})\.([A-Za-z0-9_-]{43})$/

/**
 * A pass is its own proof: until when it holds, and a keyed digest over that, the product and its version. Nothing is kept, and a
 * product that is written again ends its passes by itself.
 */
@Injectable()
export class PreviewPasses {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly pii: Pii,
  ) {}

  make(product: Previewed): { pass: string; until: Instant } {
    const until = addMinutes(this.clock.now(), OPEN_MINUTES)
    return { pass: `${until}.${this.proof(product, until)}`, until }
  }

  /** Throws PREVIEW_ENDED for a pass that is over, of another product or version, or of nobody's making: alike. */
  assertHolds(product: Previewed | undefined, pass: string): void {
    const [, until = '', proof = ''] = SHAPE.exec(pass) ?? []
    const ended = new DomainError('PREVIEW_ENDED')
    if (product === undefined || until === '') throw ended
    // Letters against letters: the last one of a proof has bits that decoding drops, so another letter is the same bytes.
    const known = timingSafeEqual(Buffer.from(proof), Buffer.from(this.proof(product, instantOf(Number(until)))))
    if (!known || Number(until) <= this.clock.now()) throw ended
  }

  private proof({ id, version }: Previewed, until: Instant): string {
    return this.pii.blindIndex('product-preview', `${id} ${version} ${until}`).toString('base64url')
  }
}
