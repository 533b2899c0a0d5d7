import { Injectable } from '@nestjs/common'
import { KIND_CODE_PATTERN, NORMAL_KIND } from '@jishi/contracts/order/order-kind.terms'
import { assert } from '@jishi/kernel/assert'
import { DomainError } from '@jishi/kernel/errors'
import { normalKind } from './normal-kind.js'
import type { OrderKind } from './order-kind.js'

/**
 * The kinds of order this shop knows. A module above registers its own in `onModuleInit`; ordering knows none but the plain one, and
 * refuses the others by name.
 */
@Injectable()
export class OrderKinds {
  private readonly byCode = new Map<string, OrderKind>([[NORMAL_KIND, normalKind as OrderKind]])

  /** A code that is taken, or is no code, is a mistake of the program: it does not start. */
  register<Facts>(kind: OrderKind<Facts>): void {
    assert(KIND_CODE_PATTERN.test(kind.code), `not the code of a kind of order: ${kind.code}`)
    assert(!this.byCode.has(kind.code), `the kind of order ${kind.code} is registered twice`)
    this.byCode.set(kind.code, kind as OrderKind)
  }

  /** What a client asks for. Throws ORDER_KIND_UNKNOWN. */
  asked(code: string): OrderKind {
    const kind = this.byCode.get(code)
    if (kind === undefined) throw new DomainError('ORDER_KIND_UNKNOWN', { code })
    return kind
  }

  /** Of an order that exists: its module must be there. */
  of(code: string): OrderKind {
    const kind = this.byCode.get(code)
    assert(kind !== undefined, `there are orders of the kind ${code}, and nobody brings it`)
    return kind
  }

  /** For pages, which show orders also where the module of their kind is switched off. */
  known(code: string): OrderKind | undefined {
    return this.byCode.get(code)
  }
}
