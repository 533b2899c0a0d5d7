import { Injectable } from '@nestjs/common'
import { Pii } from '../../infra/crypto/pii.js'

const FIELD = 'content_checks.content'

/** What a platform is asked about: sealed while it waits for its verdict, and forgotten with it. */
@Injectable()
export class ContentSeal {
  constructor(private readonly pii: Pii) {}

  seal(content: string): string {
    return this.pii.seal(FIELD, content)
  }

  open(sealed: string): string {
    return this.pii.open(FIELD, sealed)
  }
}
