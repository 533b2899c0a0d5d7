import { Injectable } from '@nestjs/common'
import { Pii } from '../../infra/crypto/pii.js'

const FIELD = 'feedback_messages.body'

/** What is said in a feedback names people and their phones, so it is kept sealed. */
@Injectable()
export class WordSeal {
  constructor(private readonly pii: Pii) {}

  seal(words: string): string {
    return this.pii.seal(FIELD, words)
  }

  open(sealed: string): string {
    return this.pii.open(FIELD, sealed)
  }
}
