/** A statement that only this guard of the summed books refuses. */
export const BOOK_VIOLATIONS: Readonly<Record<string, string>> = {
  ledger_unsummed_once: `insert into ledger_unsummed select id from ledger_txns, generate_series(1, 2) limit 2`,
  ledger_day_sums_debit: `insert into ledger_day_sums values ('2020-01-01', 'bank', '', -1, 1)`,
  ledger_day_sums_credit: `insert into ledger_day_sums values ('2020-01-01', 'bank', '', 1, -1)`,
  ledger_day_sums_once: `insert into ledger_day_sums select '2020-01-01', 'bank', '', 1, 1 from generate_series(1, 2)`,
  account_balances_owned: `insert into account_balances values ('stored_principal', '', 1, now())`,
  account_balances_once: `insert into account_balances select 'stored_principal', 'x', 1, now() from generate_series(1, 2)`,
}

export const BOOK_TABLES = ['ledger_unsummed', 'ledger_day_sums', 'account_balances']
