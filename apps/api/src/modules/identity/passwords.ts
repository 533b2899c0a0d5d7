import { hash, verify } from '@node-rs/argon2'

/** argon2id (the library's default kind) as OWASP asks for it: 19 MiB, two passes, one lane. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFKC'), OPTIONS)

/**
 * A hash of nothing anybody knows. Verifying against it takes as long as verifying a real one, so the time of a
 * refusal does not tell whether the name exists.
 */
let decoy: Promise<string> | undefined
const decoyHash = (): Promise<string> => (decoy ??= hashPassword(`${process.hrtime.bigint()}-${process.pid}-nobody`))

/** Always does the full work; false for an unknown person. */
export const passwordMatches = async (stored: string | undefined, password: string): Promise<boolean> => {
  const matches = await verify(stored ?? (await decoyHash()), password.normalize('NFKC'))
  return matches && stored !== undefined
}
