import { constants, createCipheriv, privateDecrypt, randomBytes } from 'node:crypto'

export interface SealedResource {
  algorithm: 'AEAD_AES_256_GCM'
  ciphertext: string
  associated_data: string
  nonce: string
}

/** AES-256-GCM: the ciphertext, followed by the sixteen bytes of the tag. */
export function sealBytes(plaintext: Buffer, key: string | Buffer, nonce: string | Buffer, associated: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(associated)
  return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
}

/** Seals a text under the APIv3 key the way the gateway hands out resources and certificates. */
export function seal(plaintext: string, apiV3Key: string | Buffer, associatedText: string): SealedResource {
  const nonce = randomBytes(6).toString('hex')
  const sealed = sealBytes(Buffer.from(plaintext), apiV3Key, nonce, Buffer.from(associatedText))
  return {
    algorithm: 'AEAD_AES_256_GCM',
    ciphertext: sealed.toString('base64'),
    associated_data: associatedText,
    nonce,
  }
}

/** What a merchant sealed for the gateway alone: RSA-OAEP with SHA-1, in base64. Throws for anything else. */
export function openName(ciphertext: string, privateKey: string): string {
  const padding = { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }
  return new TextDecoder('utf-8', { fatal: true }).decode(privateDecrypt(padding, Buffer.from(ciphertext, 'base64')))
}
