import { Plumbing1700000000001 } from './0001-plumbing.js'
import { Inventory1700000000050 } from './0050-inventory.js'
import { Ledger1700000000060 } from './0060-ledger.js'

/** Every migration, in order: listed, so that bundling or renaming a file can never lose one. */
export const MIGRATIONS = [Plumbing1700000000001, Inventory1700000000050, Ledger1700000000060]
