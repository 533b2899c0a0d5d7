import { Injectable } from '@nestjs/common'
import { assert } from '@jishi/kernel/assert'
import type { Gift } from '@jishi/contracts/promotion/pay-gifts.schema'
import type { GiftKind, GiftMiss } from '@jishi/contracts/promotion/pay-gifts.terms'
import type { Sql, Tx } from '../../../infra/database/sql.js'
import type { Language } from '../../../infra/http/language.js'

/** One gift for one member; what is made carries this id, so that it is found again. */
export interface GiftToGive<G extends Gift = Gift> {
  readonly id: string
  readonly memberId: string
  readonly gift: G
}

/**
 * Whoever can give things of one kind and take them back. All of it happens in the caller's Tx and calls nobody outside.
 */
export interface GiftGiver {
  /** Whether this can be given at all, asked when a rule is launched: throws a DomainError where it cannot. */
  assertGivable(sql: Sql, gift: Gift): Promise<void>
  /** Makes each one, in an order of its own choosing; answers, by id, why some were not to be had. */
  give(tx: Tx, gifts: readonly GiftToGive[]): Promise<ReadonlyMap<string, GiftMiss>>
  /** Takes these back; answers those that are in use already: they stay, and go as soon as nobody uses them. */
  takeBack(tx: Tx, ids: readonly string[]): Promise<ReadonlySet<string>>
  /** What it is called and what it is worth, for operators. */
  words(sql: Sql, gifts: readonly Gift[], language: Language): Promise<readonly { name: string; text: string }[]>
}

/** The kinds of gifts there are: coupons here; points and chances in a draw register when their modules come. */
@Injectable()
export class GiftGivers {
  private readonly givers = new Map<GiftKind, GiftGiver>()

  register(kind: GiftKind, giver: GiftGiver): void {
    assert(!this.givers.has(kind), `two give ${kind} as gifts`)
    this.givers.set(kind, giver)
  }

  of(kind: GiftKind): GiftGiver {
    const giver = this.givers.get(kind)
    assert(giver !== undefined, `nobody gives ${kind} as a gift`)
    return giver
  }
}
