import { createHash } from 'node:crypto'
import { Inject, Injectable } from '@nestjs/common'
import { proofText } from '@jishi/contracts/seckill/seckill.terms'
import { DomainError } from '@jishi/kernel/errors'
import { LoopLag } from '../../../infra/limits/loop-lag.js'
import { leadingZeroBits, proofBits } from '../domain/proof-bits.js'
import { TAKE_ENGINE, type TakeEngine } from '../engine/engine.js'
import type { Ticket } from './ticket-seal.js'

/** How much work a ticket asks for at this moment, and whether it was done. Nothing is kept: the ticket says what it asks for. */
@Injectable()
export class ProofLevel {
  constructor(
    @Inject(TAKE_ENGINE) private readonly engine: TakeEngine,
    private readonly lag: LoopLag,
  ) {}

  bits(asked: number): number {
    return proofBits(asked, { waiting: this.engine.waiting, room: this.engine.room, late: this.lag.tooBusy })
  }

  /** Throws SECKILL_PROOF_MISSING with what was asked for. */
  assertDone({ id, bits }: Ticket, solution: string | undefined): void {
    if (bits === 0) return
    const digest = createHash('sha256')
      .update(proofText(id, solution ?? ''))
      .digest()
    if (solution === undefined || leadingZeroBits(digest) < bits)
      throw new DomainError('SECKILL_PROOF_MISSING', { bits })
  }
}
