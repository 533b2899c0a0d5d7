import { Inject, Injectable } from '@nestjs/common'
import { newId } from '@jishi/kernel/id'
import { isoOf, type Clock, type Instant } from '@jishi/kernel/time'
import type { PaymentSubject } from '../../../events/payment.events.js'
import { CLOCK } from '../../../infra/clock/clock.js'
import { Pii } from '../../../infra/crypto/pii.js'
import { tokenHash } from '../../../infra/crypto/random.js'
import type { Sql, Tx } from '../../../infra/database/sql.js'

/** A link by which somebody may be paid for, as its asker or whoever holds its token sees it. */
export interface FriendLinkView {
  readonly id: string
  readonly subject: PaymentSubject
  readonly askerId: string
  readonly wish: string
  readonly madeAt: Instant
  readonly withdrawn: boolean
}

export interface OwnFriendLink extends FriendLinkView {
  readonly token: string
}

interface LinkRow {
  id: string
  subjectKind: string
  subjectId: string
  memberId: string
  tokenHash: Buffer
  wishEnc: string | null
  madeAt: Instant
  withdrawnAt: Instant | null
}

const WISH = 'payment_friend_links.wish'
const TOKEN_BYTES = 16

const COLUMNS = `id, subject_kind as "subjectKind", subject_id as "subjectId", member_id as "memberId",
  token_hash as "tokenHash", wish_enc as "wishEnc", made_at as "madeAt", withdrawn_at as "withdrawnAt"`

/**
 * Links for friends. The token is a keyed digest of the link's own id, so that the asker is shown the same link as often as
 * they come back, while the database keeps a digest of it only: whoever reads the table can pay by none of them.
 */
@Injectable()
export class FriendLinks {
  constructor(
    private readonly pii: Pii,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The live link of a subject, made if there is none, with this wish. The caller holds what is asked for. */
  async ask(tx: Tx, subject: PaymentSubject, askerId: string, wish: string): Promise<OwnFriendLink> {
    const sealed = wish === '' ? null : this.pii.seal(WISH, wish)
    const kept = await this.ofSubject(tx, subject)
    if (kept !== undefined) {
      await tx.execute('update payment_friend_links set wish_enc = $2 where id = $1', [kept.id, sealed])
      return { ...kept, wish }
    }
    const id = newId(this.clock)
    const row = await tx.one<LinkRow>(
      `insert into payment_friend_links (id, subject_kind, subject_id, member_id, token_hash, wish_enc, made_at)
       values ($1, $2, $3, $4, $5, $6, $7) returning ${COLUMNS}`,
      [id, subject.kind, subject.id, askerId, tokenHash(this.tokenOf(id)), sealed, isoOf(this.clock.now())],
    )
    return { ...this.view(row), token: this.tokenOf(id) }
  }

  /** For its asker: the live link with its token. */
  async ofSubject(sql: Sql, subject: PaymentSubject): Promise<OwnFriendLink | undefined> {
    const row = await sql.maybe<LinkRow>(
      `select ${COLUMNS} from payment_friend_links where subject_kind = $1 and subject_id = $2 and withdrawn_at is null`,
      [subject.kind, subject.id],
    )
    return row === undefined ? undefined : { ...this.view(row), token: this.tokenOf(row.id) }
  }

  /** For whoever was handed the token. Unknown and altered tokens are alike nothing. */
  async byToken(sql: Sql, token: string): Promise<FriendLinkView | undefined> {
    const row = await sql.maybe<LinkRow>(`select ${COLUMNS} from payment_friend_links where token_hash = $1`, [
      tokenHash(token),
    ])
    return row === undefined ? undefined : this.view(row)
  }

  /** Answers whether there was one. */
  async withdraw(tx: Tx, subject: PaymentSubject): Promise<boolean> {
    const withdrawn = await tx.execute(
      `update payment_friend_links set withdrawn_at = $3 where subject_kind = $1 and subject_id = $2 and withdrawn_at is null`,
      [subject.kind, subject.id, isoOf(this.clock.now())],
    )
    return withdrawn === 1
  }

  openWish(wishEnc: string | null): string {
    return wishEnc === null ? '' : this.pii.open(WISH, wishEnc)
  }

  private tokenOf(linkId: string): string {
    return this.pii.blindIndex('payment-friend-link', linkId).subarray(0, TOKEN_BYTES).toString('base64url')
  }

  private view(row: LinkRow): FriendLinkView {
    return {
      id: row.id,
      subject: { kind: row.subjectKind, id: row.subjectId },
      askerId: row.memberId,
      wish: this.openWish(row.wishEnc),
      madeAt: row.madeAt,
      withdrawn: row.withdrawnAt !== null,
    }
  }
}
