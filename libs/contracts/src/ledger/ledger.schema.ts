import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { at, fen, fileReply, page, pageQuery, signedFen, uuid } from '../primitives.schema.js'
import { ledgerRoutes } from './ledger.routes.js'
import { ACCOUNT_CODES, ACCOUNT_KINDS, ACCOUNT_OWNERS } from './ledger.terms.js'

const code = z.enum(ACCOUNT_CODES)
/** A channel's word or an id; empty for an account nobody owns. */
const owner = z.string().regex(/^[0-9A-Za-z_:-]{0,64}$/)
const day = z.iso.date()

const account = {
  account: code,
  /** The channel where it is one account each; members' and promoters' accounts are added up here and it is empty. */
  owner: z.string(),
  kind: z.enum(ACCOUNT_KINDS),
  ownedBy: z.enum(ACCOUNT_OWNERS).nullable(),
}

export const trialBalanceQuery = z.strictObject({ at: at.optional() })
export type TrialBalanceQuery = z.infer<typeof trialBalanceQuery>
export const trialBalance = z.object({
  at,
  /** Debit positive: `balanceFen` is debit minus credit. */
  accounts: z.array(z.object({ ...account, debitFen: fen, creditFen: fen, balanceFen: signedFen })),
  debitFen: fen,
  creditFen: fen,
  /** All balances together: zero, or the books are broken. */
  differenceFen: signedFen,
})
export type TrialBalance = z.infer<typeof trialBalance>

export const ownedBalancesQuery = z.strictObject({ account: code, owner: owner.optional(), ...pageQuery })
export type OwnedBalancesQuery = z.infer<typeof ownedBalancesQuery>
export const ownedBalance = z.object({ owner: z.string(), balanceFen: signedFen, changedAt: at })
export type OwnedBalance = z.infer<typeof ownedBalance>

const statementOf = { account: code, owner: owner.optional(), from: day.optional(), to: day.optional() }
export const statementQuery = z.strictObject({ ...statementOf, ...pageQuery })
export type StatementQuery = z.infer<typeof statementQuery>
export const statementRow = z.object({
  /** Of the transaction; with the leg it names the row. */
  id: uuid,
  leg: z.int(),
  at,
  kind: z.string(),
  reference: z.string(),
  memberId: uuid.nullable(),
  amountFen: signedFen,
  /** Of the account after this row, debit positive. */
  balanceFen: signedFen,
  /** Where the other legs stand. */
  contra: z.array(z.object({ account: z.string(), amountFen: signedFen })),
})
export type StatementRow = z.infer<typeof statementRow>

const span = { from: day, to: day }
export const periodQuery = z.strictObject(span)
export type PeriodQuery = z.infer<typeof periodQuery>
export const period = z.object({
  ...span,
  accounts: z.array(
    z.object({ ...account, openingFen: signedFen, debitFen: fen, creditFen: fen, closingFen: signedFen }),
  ),
  debitFen: fen,
  creditFen: fen,
})
export type Period = z.infer<typeof period>

/** The period as it is shown, or every row of a statement. */
export const ledgerExportBody = z.discriminatedUnion('view', [
  z.strictObject({ view: z.literal('period'), ...span }),
  z.strictObject({ view: z.literal('statement'), ...statementOf, from: day, to: day }),
])
export type LedgerExportBody = z.infer<typeof ledgerExportBody>

export const ledgerEndpoints = {
  trialBalance: endpoint(ledgerRoutes.trialBalance, { query: trialBalanceQuery, reply: trialBalance }),
  ownedBalances: endpoint(ledgerRoutes.ownedBalances, { query: ownedBalancesQuery, reply: page(ownedBalance) }),
  statement: endpoint(ledgerRoutes.statement, { query: statementQuery, reply: page(statementRow) }),
  period: endpoint(ledgerRoutes.period, { query: periodQuery, reply: period }),
  exported: endpoint(ledgerRoutes.exported, { body: ledgerExportBody, reply: fileReply }),
}
