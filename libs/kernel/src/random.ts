import { assert } from './assert.js'

/** Where unguessable bytes come from; tests inject their own. */
export type RandomBytes = (length: number) => Uint8Array

interface CryptoHost {
  readonly crypto?: { getRandomValues(bytes: Uint8Array): Uint8Array }
}

/** The platform's cryptographic source, present in Node from 19 on and in every browser we serve. */
export const cryptoBytes: RandomBytes = (length) => {
  const source = (globalThis as unknown as CryptoHost).crypto
  assert(source !== undefined, 'this platform offers no cryptographic random source')
  return source.getRandomValues(new Uint8Array(length))
}
