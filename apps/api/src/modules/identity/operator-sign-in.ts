import { Inject, Injectable } from '@nestjs/common'
import type { OperatorSignInBody, OperatorView } from '@jishi/contracts/identity/identity.schema'
import { DomainError } from '@jishi/kernel/errors'
import { newId, type Id } from '@jishi/kernel/id'
import { addMs, isoOf, minuteMs, type Clock } from '@jishi/kernel/time'
import { AuditLog } from '../../infra/audit-log/audit-log.js'
import { ANONYMOUS, type OperatorActor } from '../../infra/auth/actor.js'
import { CLOCK } from '../../infra/clock/clock.js'
import { newToken, tokenHash } from '../../infra/crypto/random.js'
import { Database } from '../../infra/database/database.js'
import type { Tx } from '../../infra/database/sql.js'
import { networkOf } from '../../infra/limits/network.js'
import { Allowances, type Allowance } from './allowances.js'
import { operatorSessionMs } from './domain/session-rules.js'
import { KnownNetworks, subjectOf } from './known-networks.js'
import { Operators, usernameOf } from './operators.js'
import { passwordMatches } from './passwords.js'

export interface OperatorSession {
  readonly token: string
  readonly maxAgeSeconds: number
  readonly operator: OperatorView
}

interface StoredOperator {
  id: Id<'operator'>
  displayName: string
  passwordHash: string
  state: 'active' | 'disabled'
}

/** Who knocks, and where from. */
interface From {
  readonly username: string
  readonly network: string
  readonly ip: string
}

const WINDOW_MS = 15 * minuteMs

/** Signs a person of the shop in, slowly for whoever guesses. */
@Injectable()
export class OperatorSignIn {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly allowances: Allowances,
    private readonly networks: KnownNetworks,
    private readonly operators: Operators,
    private readonly auditLog: AuditLog,
  ) {}

  /**
   * Throws SIGN_IN_FAILED for a wrong password and an unknown name alike, RATE_LIMITED after five failures of a name
   * from one network (or thirty from networks the name never signed in from) within a quarter of an hour, also alike.
   */
  async run(body: OperatorSignInBody, ip: string): Promise<OperatorSession> {
    const username = usernameOf(body.username)
    const network = networkOf(ip)
    // Taken before the password is looked at, so that guesses sent at once cannot all slip past the limit.
    const tries = await this.database.transaction((tx) => this.takeTry(tx, username, network))
    const stored = await this.database.maybe<StoredOperator>(
      `select id, display_name as "displayName", password_hash as "passwordHash", state from operators where username = $1`,
      [username],
    )
    const open = stored?.state === 'active' ? stored : undefined
    if (!(await passwordMatches(open?.passwordHash, body.password)) || open === undefined) {
      return this.refuse(stored?.id, ip)
    }
    return this.open(open, tries, { username, network, ip })
  }

  async signOut(operator: OperatorActor): Promise<void> {
    await this.database.transaction(async (tx) => {
      await tx.execute('update operator_sessions set revoked_at = $2 where id = $1 and revoked_at is null', [
        operator.sessionId,
        isoOf(this.clock.now()),
      ])
      await this.auditLog.write(tx, {
        actor: operator,
        action: 'operator.signed_out',
        subject: { kind: 'operator', id: operator.operatorId },
      })
    })
  }

  private async takeTry(tx: Tx, username: string, network: string): Promise<Allowance[]> {
    const tries = triesOf(username, network, await this.networks.knows(tx, username, network))
    await this.allowances.take(tx, tries)
    return tries
  }

  /** Throws SIGN_IN_FAILED. Which name was tried is not kept where nobody has it: people type their password there. */
  private async refuse(operatorId: string | undefined, ip: string): Promise<never> {
    await this.database.transaction((tx) =>
      this.auditLog.write(tx, {
        actor: ANONYMOUS,
        action: 'operator.sign_in_refused',
        subject: { kind: 'operator', id: operatorId ?? 'unknown' },
        after: { ip },
      }),
    )
    throw new DomainError('SIGN_IN_FAILED')
  }

  private noteSignIn(tx: Tx, { id, displayName }: StoredOperator, sessionId: string, ip: string): Promise<void> {
    return this.auditLog.write(tx, {
      actor: { kind: 'operator', operatorId: id, sessionId, displayName, permissions: new Set() },
      action: 'operator.signed_in',
      subject: { kind: 'operator', id },
      after: { ip },
    })
  }

  private async open(stored: StoredOperator, tries: readonly Allowance[], from: From): Promise<OperatorSession> {
    const token = newToken()
    const sessionId = newId<'operatorSession'>(this.clock)
    const now = this.clock.now()
    const isOpen = await this.database.transaction(async (tx) => {
      // Holds the row: a change of password, a reset and a disabling come wholly before or after this sign-in.
      const unchanged = await tx.execute(
        `update operators set signed_in_at = $2 where id = $1 and password_hash = $3 and state = 'active'`,
        [stored.id, isoOf(now), stored.passwordHash],
      )
      if (unchanged === 0) return false
      await tx.execute(
        `insert into operator_sessions (id, operator_id, token_hash, created_at, expires_at, seen_at) values ($1, $2, $3, $4, $5, $4)`,
        [sessionId, stored.id, tokenHash(token), isoOf(now), isoOf(addMs(now, operatorSessionMs))],
      )
      await this.allowances.giveBack(tx, tries)
      await this.networks.remember(tx, from.username, from.network)
      await this.noteSignIn(tx, stored, sessionId, from.ip)
      return true
    })
    if (!isOpen) return this.refuse(stored.id, from.ip)
    const operator = await this.operators.view(this.database, stored.id)
    return { token, maxAgeSeconds: operatorSessionMs / 1_000, operator }
  }
}

/**
 * The narrow limit stops a guesser, the wide one many guessers together. A network the name signed in from lately answers
 * to the narrow one alone, so that strangers who spend the wide one do not lock the owner out.
 */
const triesOf = (username: string, network: string, isKnown: boolean): Allowance[] => {
  const narrow = { scope: 'operator.from', subject: subjectOf(username, network), limit: 5, windowMs: WINDOW_MS }
  const wide = { scope: 'operator.name', subject: username, limit: 30, windowMs: WINDOW_MS }
  return isKnown ? [narrow] : [narrow, wide]
}
