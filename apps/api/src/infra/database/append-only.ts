/**
 * SQL for migrations: rows of this table can be added and never changed, not even by our own mistake.
 * The function `forbid_change()` comes with the plumbing migration.
 */
export const appendOnly = (table: string): string => `
  create trigger ${table}_append_only before update or delete on ${table}
    for each row execute function forbid_change();
  create trigger ${table}_no_truncate before truncate on ${table}
    for each statement execute function forbid_change();`
