import type { OfferBody } from '@jishi/contracts/promotion/offers.schema'
import type { OfferState } from '@jishi/contracts/promotion/promotion.terms'
import { DomainError } from '@jishi/kernel/errors'
import { isoOf, instantOf, type Instant } from '@jishi/kernel/time'
import { json, type Sql, type SqlValue, type Tx } from '../../../infra/database/sql.js'

/** What an operator writes of a promotion, its times as they are kept. */
export interface OfferTerms extends Omit<OfferBody, 'fromAt' | 'untilAt'> {
  readonly fromAt: Instant
  readonly untilAt: Instant
}

/** A promotion held against other changes until the Tx ends. */
export interface HeldOffer extends OfferTerms {
  readonly id: string
  readonly version: number
  readonly state: OfferState
  readonly askedBy: string | null
}

export const TERMS = `name, campaign, priority, scope, platforms, from_at as "fromAt", until_at as "untilAt",
  total_limit as "totalLimit", member_limit as "memberLimit", rule`

export const termsOf = (body: OfferBody): OfferTerms => ({
  ...body,
  fromAt: instantOf(body.fromAt),
  untilAt: instantOf(body.untilAt),
})

/** How a promotion stands in the audit log. */
export const told = ({ fromAt, untilAt, ...terms }: OfferTerms): OfferBody => ({
  name: terms.name,
  campaign: terms.campaign,
  priority: terms.priority,
  scope: terms.scope,
  platforms: terms.platforms,
  fromAt: isoOf(fromAt),
  untilAt: isoOf(untilAt),
  totalLimit: terms.totalLimit,
  memberLimit: terms.memberLimit,
  rule: terms.rule,
})

const HELD = `select id, version, state, asked_by as "askedBy", ${TERMS} from offers where id = $1`

/** Throws NOT_FOUND, and VERSION_CONFLICT with the present version where `seen` is not it. */
export async function heldOffer(tx: Tx, id: string, seen?: number): Promise<HeldOffer> {
  const held = await tx.maybe<HeldOffer>(`${HELD} for no key update`, [id])
  if (held === undefined) throw new DomainError('NOT_FOUND')
  if (seen !== undefined && seen !== held.version) throw new DomainError('VERSION_CONFLICT', { version: held.version })
  return held
}

/** The terms as they are, for a copy or a try. Throws NOT_FOUND. */
export async function offerTerms(reader: Sql, id: string): Promise<OfferTerms> {
  const found = await reader.maybe<OfferTerms>(`select ${TERMS} from offers where id = $1`, [id])
  if (found === undefined) throw new DomainError('NOT_FOUND')
  return found
}

const NAMES = 'kind, name, campaign, priority, scope, platforms, rule, from_at, until_at, total_limit, member_limit'

const valuesOf = (terms: OfferTerms): SqlValue[] => [
  ...[terms.rule.kind, terms.name, terms.campaign, terms.priority, json(terms.scope), terms.platforms],
  ...[json(terms.rule), isoOf(terms.fromAt), isoOf(terms.untilAt), terms.totalLimit, terms.memberLimit],
]

export async function insertOffer(tx: Tx, id: string, terms: OfferTerms, by: string, at: Instant): Promise<void> {
  await tx.execute(
    `insert into offers (id, state, created_by, created_at, updated_at, ${NAMES})
     values ($1, 'draft', $2, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [id, by, isoOf(at), ...valuesOf(terms)],
  )
}

/** Writes the terms and the next version; what was found about the earlier ones is forgotten. */
export async function updateTerms(
  tx: Tx,
  id: string,
  state: OfferState,
  terms: OfferTerms,
  at: Instant,
): Promise<void> {
  await tx.execute(
    `update offers set version = version + 1, updated_at = $2, state = $3,
            (${NAMES}) = ($4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14),
            below_floor = case when $3 = 'draft' then '[]' else below_floor end,
            asked_by = case when $3 = 'draft' then null else asked_by end
      where id = $1`,
    [id, isoOf(at), state, ...valuesOf(terms)],
  )
}
