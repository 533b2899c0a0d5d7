import { Inject, Injectable } from '@nestjs/common'
import type { OwnVotes, ReviewVote } from '@jishi/contracts/review/review.schema'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, type Clock } from '@jishi/kernel/time'
import { CLOCK } from '../../infra/clock/clock.js'
import { Database } from '../../infra/database/database.js'

const MOST_OWN = 100

/**
 * Members find a shown review helpful, once each, and may take that back. Votes stay under the account they were given from:
 * one that is merged away keeps its own, as it keeps what it saved.
 */
@Injectable()
export class VoteReview {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Voting again changes nothing. Throws NOT_FOUND for what is not shown, REVIEW_VOTE_OWN. */
  async vote(memberId: string, id: string): Promise<ReviewVote> {
    const voted = await this.database.execute(
      `insert into review_votes (review_id, member_id, voted_at)
       select r.id, $2, $3 from reviews r join review_parts p on p.review_id = r.id and p.part = 'review'
        where r.id = $1 and p.state = 'shown' and r.member_id <> $2
       on conflict do nothing`,
      [id, memberId, isoOf(this.clock.now())],
    )
    const standing = await this.standing(memberId, id)
    if (voted === 0 && standing.own) throw new DomainError('REVIEW_VOTE_OWN')
    return { helpful: standing.helpful, voted: standing.voted }
  }

  /** What was not voted for is passed over. Throws NOT_FOUND for what is not shown. */
  async takeBack(memberId: string, id: string): Promise<ReviewVote> {
    await this.database.execute('delete from review_votes where review_id = $1 and member_id = $2', [id, memberId])
    const { helpful, voted } = await this.standing(memberId, id)
    return { helpful, voted }
  }

  async votesOf(memberId: string, spuId: string): Promise<OwnVotes> {
    const rows = await this.database.rows<{ id: string }>(
      `select v.review_id as id from review_votes v join reviews r on r.id = v.review_id
        where v.member_id = $1 and r.spu_id = $2 order by v.voted_at desc, v.review_id limit $3`,
      [memberId, spuId, MOST_OWN],
    )
    return { reviewIds: rows.map(({ id }) => id) }
  }

  private async standing(memberId: string, id: string): Promise<ReviewVote & { own: boolean }> {
    const found = await this.database.maybe<ReviewVote & { own: boolean }>(
      `select r.member_id = $2 as own, (select count(*) from review_votes v where v.review_id = r.id) as helpful,
              exists (select 1 from review_votes v where v.review_id = r.id and v.member_id = $2) as voted
         from reviews r join review_parts p on p.review_id = r.id and p.part = 'review'
        where r.id = $1 and p.state = 'shown'`,
      [id, memberId],
    )
    if (found === undefined) throw new DomainError('NOT_FOUND')
    return found
  }
}
