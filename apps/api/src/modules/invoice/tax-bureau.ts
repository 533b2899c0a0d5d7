import { DomainError } from '@jishi/kernel/errors'
import { shopDay, type Clock, type ShopDay } from '@jishi/kernel/time'

/** What the tax bureau gave out: its number, and the day that stands on it. */
export interface BureauNumber {
  readonly number: string
  readonly issuedOn: string
}

export interface AskedOfBureau {
  readonly invoiceId: string
  readonly colour: 'blue' | 'red'
  readonly amountFen: number
  /** Nothing is issued for goods before they were received, and nothing reversed before it was issued. */
  readonly notBefore: ShopDay
}

/**
 * The tax bureau 税务局, which is outside: asked between two transactions, like every company. One that issues by itself
 * answers its own number under the invoice's id, the same one however often it is asked; `typed` is what an operator says.
 */
export interface TaxBureau {
  number(asked: AskedOfBureau, typed: BureauNumber): Promise<BureauNumber>
}

/** Nest token; inject it with `@Inject(TAX_BUREAU) bureau: TaxBureau`. */
export const TAX_BUREAU = Symbol('TaxBureau')

/** An operator issues it on the bureau's own pages and types what it says; here only days that cannot be are refused. */
export class ManualBureau implements TaxBureau {
  constructor(private readonly clock: Clock) {}

  /** Throws INVOICE_DATE_WRONG. */
  number({ notBefore }: AskedOfBureau, typed: BureauNumber): Promise<BureauNumber> {
    const today = shopDay(this.clock.now())
    if (typed.issuedOn > today || typed.issuedOn < notBefore)
      return Promise.reject(new DomainError('INVOICE_DATE_WRONG', { notBefore, notAfter: today }))
    return Promise.resolve(typed)
  }
}
