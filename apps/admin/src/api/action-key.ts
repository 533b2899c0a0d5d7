const randomHex = (bytes: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('')

export const newRequestId = (): string => randomHex(16)
export const newActionKey = (): string => randomHex(16)

/**
 * One Idempotency-Key for one thing an operator wants done. The same wish, tried again after no answer, keeps its key, so
 * the shop does it once; another wish gets another key, and so does the same wish once it has been answered.
 */
export class ActionKey {
  private wish = ''
  private key = ''

  of(wish: unknown): string {
    const text = JSON.stringify(wish) ?? ''
    if (this.key === '' || text !== this.wish) {
      this.wish = text
      this.key = newActionKey()
    }
    return this.key
  }

  answered(): void {
    this.key = ''
  }
}
