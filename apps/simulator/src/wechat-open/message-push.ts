import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import type { Fault } from '../faults/fault-kinds.js'
import type { MiniProgram } from '../keys/keyring.js'
import type { NoticePost } from '../notices/notice-post.js'

const SECOND = 1000
const BLOCK = 32

const sha1 = (parts: readonly string[]): string =>
  createHash('sha1')
    .update([...parts].sort().join(''))
    .digest('hex')

/** Sixteen random bytes, the length, the message, and whose it is, padded to blocks of 32. */
function sealed(app: MiniProgram, message: string): string {
  const text = Buffer.from(message)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(text.length)
  const plain = Buffer.concat([randomBytes(16), length, text, Buffer.from(app.appid)])
  const pad = BLOCK - (plain.length % BLOCK)
  const key = Buffer.from(`${app.pushAesKey}=`, 'base64')
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(Buffer.concat([plain, Buffer.alloc(pad, pad)])), cipher.final()]).toString(
    'base64',
  )
}

/** A message to the app's server in safe mode: where it goes, with its signatures, and what is in it. */
export function pushOf(
  app: MiniProgram,
  address: string,
  event: object,
  now: number,
): { url: string; fields: Record<string, string> } {
  const [timestamp, nonce] = [String(Math.floor(now / SECOND)), randomBytes(5).toString('hex')]
  const encrypt = sealed(app, JSON.stringify(event))
  const query = new URLSearchParams({
    signature: sha1([app.pushToken, timestamp, nonce]),
    timestamp,
    nonce,
    encrypt_type: 'aes',
    msg_signature: sha1([app.pushToken, timestamp, nonce, encrypt]),
  })
  return { url: `${address}?${query.toString()}`, fields: { encrypt } }
}

/** One letter of it is another: the signature no longer fits. */
const spoilt = (encrypt: string): string => `${encrypt.startsWith('A') ? 'B' : 'A'}${encrypt.slice(1)}`

function bodyOf(encrypt: string, fault: Fault | undefined): string {
  if (fault?.kind === 'unsigned') return '{}'
  return JSON.stringify({ ToUserName: 'gh_simulated', Encrypt: fault?.kind === 'forge' ? spoilt(encrypt) : encrypt })
}

/** WeChat gives a server three more chances, five seconds apart. */
export const messagePost: NoticePost = {
  pausesMs: [5 * SECOND, 5 * SECOND, 5 * SECOND],
  operationOf: () => 'check_notify',
  write: ({ fields = {} }, fault) => ({
    headers: { 'Content-Type': 'application/json' },
    body: bodyOf(fields['encrypt'] ?? '', fault),
  }),
  accepts: (status, answer) => status === 200 && ['', 'success'].includes(answer.replace(/^"|"$/g, '')),
}
