import { assert } from '@jishi/kernel/assert'
import { fen, minFen, subFen, sumFen, type Fen } from '@jishi/kernel/money'

/** What settled an intent: the balance's two kinds of money, and the channel with the rest of what was paid. */
export interface PaidTenders {
  readonly paidFen: Fen
  readonly principalFen: Fen
  readonly bonusFen: Fen
}

export interface BackOfTenders {
  readonly principalFen: Fen
  readonly bonusFen: Fen
  readonly channelFen: Fen
}

/** ⌊back · balance / paid⌋, exactly: the product of two amounts is more than a safe integer holds. */
const balancePart = (backFen: Fen, balanceFen: Fen, paidFen: Fen): Fen =>
  fen(Number((BigInt(backFen) * BigInt(balanceFen)) / BigInt(paidFen)))

/**
 * How one giving back is shared by the tenders (money-rules §2): the balance part of all that was given back so far is
 * floored, this one gives the difference, the channel gives the rest. Of the balance first principal, then bonus. So one by
 * one gives what all at once would, and no tender ever gives more than it took.
 */
export function backOfTenders(paid: PaidTenders, beforeFen: Fen, givenFen: Fen): BackOfTenders {
  const balanceFen = sumFen([paid.principalFen, paid.bonusFen])
  const afterFen = sumFen([beforeFen, givenFen])
  assert(balanceFen <= paid.paidFen && givenFen > 0 && afterFen <= paid.paidFen, 'no more comes back than was paid')
  const [before, after] = [beforeFen, afterFen].map((back) => balancePart(back, balanceFen, paid.paidFen)) as [Fen, Fen]
  const principalFen = subFen(minFen(after, paid.principalFen), minFen(before, paid.principalFen))
  const fromBalance = subFen(after, before)
  return { principalFen, bonusFen: subFen(fromBalance, principalFen), channelFen: subFen(givenFen, fromBalance) }
}
