import { Transform, type TransformCallback } from 'node:stream'
import { DomainError } from '@jishi/kernel/errors'

/** Lets exactly so many bytes through: one more, or an early end, and the whole is refused with UPLOAD_INCOMPLETE. */
export const exactLength = (bytes: number): Transform => {
  let passed = 0
  const wrong = (): DomainError => new DomainError('UPLOAD_INCOMPLETE', { expected: bytes })
  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      passed += chunk.length
      if (passed > bytes) done(wrong())
      else done(null, chunk)
    },
    flush(done: TransformCallback) {
      done(passed === bytes ? null : wrong())
    },
  })
}
