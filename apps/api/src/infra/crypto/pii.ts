import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { Injectable } from '@nestjs/common'
import { assert } from '@jishi/kernel/assert'
import { hmacUnder } from './hmac.js'
import type { Keyring } from './keyring.js'

const VERSION = 'v1'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * Personal data at rest. A sealed text is `v1.<key id>.<base64url of nonce, tag and ciphertext>` for a text
 * column. The field name (`members.phone`) is bound in: a value moved to another column does not open.
 *
 * Sealing the same value twice gives two texts, so equality goes through the blind index: a keyed digest
 * for a column with an index. The index name (`phone`) is chosen per kind of value, so that the same phone can be
 * found in members and in orders.
 */
@Injectable()
export class Pii {
  private readonly digest: (text: string) => Buffer

  constructor(private readonly keyring: Keyring) {
    this.digest = hmacUnder(keyring.indexKey)
  }

  seal(field: string, plain: string): string {
    const key = this.keyring.keys.get(this.keyring.current)
    assert(key !== undefined, 'the current key is part of the ring')
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', key, nonce)
    cipher.setAAD(boundTo(field, this.keyring.current))
    const ciphertext = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
    const sealed = Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]).toString('base64url')
    return `${VERSION}.${this.keyring.current}.${sealed}`
  }

  /** Throws when the text was changed, belongs to another field or was sealed with a key we no longer hold. */
  open(field: string, sealed: string): string {
    const [version, keyId = '', text = ''] = sealed.split('.')
    const key = this.keyring.keys.get(keyId)
    assert(version === VERSION && key !== undefined, 'sealed with a version or a key that is not here')
    const bytes = Buffer.from(text, 'base64url')
    assert(bytes.length >= NONCE_BYTES + TAG_BYTES, 'a sealed text is cut short')
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES))
    decipher.setAAD(boundTo(field, keyId))
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES))
    return decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
  }

  /** A structure sealed as one text, such as the address of an order. */
  sealJson(field: string, value: unknown): string {
    return this.seal(field, JSON.stringify(value))
  }

  openJson<Value>(field: string, sealed: string): Value {
    return JSON.parse(this.open(field, sealed)) as Value
  }

  /** True for a text sealed with an older key: whoever rewrites the row seals it anew, and the old key can retire. */
  needsResealing(sealed: string): boolean {
    return sealed.split('.')[1] !== this.keyring.current
  }

  /** Equal values give equal digests for one index name; nobody without the key can try phone numbers against it. */
  blindIndex(index: string, plain: string): Buffer {
    return this.digest(`${index}\u0000${plain.normalize('NFKC')}`)
  }
}

const boundTo = (field: string, keyId: string): Buffer => Buffer.from(`${VERSION}\u0000${keyId}\u0000${field}`)
