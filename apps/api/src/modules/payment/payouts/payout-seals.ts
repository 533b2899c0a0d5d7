import { Injectable } from '@nestjs/common'
import { Pii } from '../../../infra/crypto/pii.js'
import type { Payee } from './payout-channel.js'

const FIELD = 'payouts.payee'

/** Whoever is paid, at rest: sealed as a whole, shown to operators as a mask. */
@Injectable()
export class PayoutSeals {
  constructor(private readonly pii: Pii) {}

  seal(payee: Payee): string {
    return this.pii.sealJson(FIELD, payee)
  }

  open(sealed: string): Payee {
    return this.pii.openJson<Payee>(FIELD, sealed)
  }
}

/** `林*` and `o6_b…9Qk`: enough to tell two payees apart. */
export const maskedPayee = ({ account, realName }: Payee): { account: string; realName: string | null } => ({
  account: account.length <= 6 ? `${account.slice(0, 1)}…` : `${account.slice(0, 4)}…${account.slice(-2)}`,
  realName: realName === undefined ? null : `${[...realName][0] ?? ''}${'*'.repeat([...realName].length - 1)}`,
})
