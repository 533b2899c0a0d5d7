import { Injectable } from '@nestjs/common'
import { Pii } from '../../../infra/crypto/pii.js'

const FIELD = 'card_secrets.secret'

/** A code passes through here on its way into its column and out of it; nowhere else does it stand in clear. */
@Injectable()
export class SecretSeals {
  constructor(private readonly pii: Pii) {}

  seal(text: string): string {
    return this.pii.seal(FIELD, text)
  }

  open(sealed: string): string {
    return this.pii.open(FIELD, sealed)
  }

  /** Finds an equal code of the same SKU, and says nothing about the codes of another. */
  index(skuId: string, text: string): Buffer {
    return this.pii.blindIndex(`card_secret:${skuId}`, text)
  }
}
