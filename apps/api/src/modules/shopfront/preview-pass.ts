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
    return { pass: `${until}.${this.proof(product, until).toString('base64url')}`, until }
  }

  /** Throws PREVIEW_ENDED for a pass that is over, of another product or version, or of nobody's making: alike. */
  assertHolds(product: Previewed | undefined, pass: string): void {
    const [, until = '', proof = ''] = SHAPE.exec(pass) ?? []
    const ended = new DomainError('PREVIEW_ENDED')
    if (product === undefined || until === '') throw ended
    const known = timingSafeEqual(Buffer.from(proof, 'base64url'), this.proof(product, instantOf(Number(until))))
    if (!known || Number(until) <= this.clock.now()) throw ended
  }

  private proof({ id, version }: Previewed, until: Instant): Buffer {
    return this.pii.blindIndex('product-preview', `${id} ${version} ${until}`)
  }
}
