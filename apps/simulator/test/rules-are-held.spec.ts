import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const folder = new URL('./', import.meta.url)

/**
 * What the real gateways enforce, and by which test the simulator is held to each (payments.md §10): `file: beginning of the title`.
 * A client that breaks a rule fails here as it would there, whatever client and simulator think of each other.
 */
const HELD_BY: Readonly<Record<string, readonly string[]>> = {
  'request signatures over the raw body and address, the window of time, the serial': [
    'refusals.spec.ts: are accepted from any signer that follows the rules',
    'refusals.spec.ts: cover the query of the address',
    'vectors.spec.ts: the window is 300 seconds on both sides',
    'alipay-sdk.spec.ts: refuses other keys and other applications',
    'vectors.spec.ts: the signed request is accepted',
    'unionpay.spec.ts: are accepted, and not with a single change',
  ],
  'answers signed over the bytes that were sent, an empty 204 included': [
    'sdk.spec.ts: closes with a signed empty 204',
    'vectors.spec.ts: the signed answer is what the SDK of the product accepts',
    'vectors.spec.ts: the headers prove exactly the body they were made for',
  ],
  'keys that roll, public key and certificates side by side': [
    'sdk.spec.ts: answers in certificate mode with either certificate',
    'journal.spec.ts: adds to keys of earlier versions what they lack',
  ],
  'sealed notices and names': [
    'vectors.spec.ts: equals test case 16 of the GCM specification',
    'vectors.spec.ts: is read, and is what was written',
    'transfers.spec.ts: is read under the serial of the %s that sealed it',
  ],
  'a number is used once: the same words are the same thing, other words are refused': [
    'refusals.spec.ts: may be used again for the same order',
    'refusals.spec.ts: are refused for another amount',
    'refusals.spec.ts: of refunds answer the same refund again',
    'alipay-sdk.spec.ts: answers the same create again',
    'unionpay.spec.ts: is the same one for the same form',
    'transfers.spec.ts: with the same words is the same transfer',
    'transfers.spec.ts: with %s is refused, and nothing is made of it',
    'alipay-transfers.spec.ts: with the same words is the same transfer',
    'alipay-transfers.spec.ts: with %s is refused, and nothing is made of it',
  ],
  'refunds: their sum, fifty of them, a year': [
    'refusals.spec.ts: are refused before payment, beyond the payment',
    'refusals.spec.ts: stop at fifty parts',
    'refusals.spec.ts: are taken for a year after the payment',
    'alipay-sdk.spec.ts: refunds in parts',
    'alipay-sdk.spec.ts: does not take refunds after a year',
    'unionpay.spec.ts: is unknown until it is opened and paid',
  ],
  'characters, lengths, numbers, amounts and addresses of notices': [
    'refusals.spec.ts: refuse %s',
    'refusals.spec.ts: take a description of 127 characters',
    'alipay-sdk.spec.ts: refuses buyers, applications, amounts and words that cannot be',
    'unionpay.spec.ts: %s',
    'transfers.spec.ts: %s',
    'alipay-transfers.spec.ts: %s',
  ],
  'a close takes only what is unpaid': [
    'sdk.spec.ts: refuses to close what is paid',
    'alipay-sdk.spec.ts: closes what waits, tells so, and refuses to close what is paid or closed',
  ],
  'transfers: names from 2000 yuan, limits, confirmation, taking back': [
    'transfers.spec.ts: is needed from 2000 yuan on',
    'transfers.spec.ts: waits for its payee',
    'transfers.spec.ts: is taken back by the merchant',
    'transfers.spec.ts: that nobody confirms is still open after a day',
    'alipay-transfers.spec.ts: that is being dealt with stays so',
  ],
  'shipping information: whole, in time order, and changed once': [
    'order-centre.spec.ts: is taken once, changed once',
    'order-centre.spec.ts: is refused with an earlier time than before',
  ],
  'faults of calls: before and after the effect, hanging, wrong or no signature, too many': [
    'faults.spec.ts: %s is applied, and the SDK refuses the answer',
    'faults.spec.ts: %s %j is not applied',
    'faults.spec.ts: timeout_after_apply closes the order and never says so',
    'faults.spec.ts: lose breaks the connection before anything is applied',
    'transfers.spec.ts: nor does one that never comes',
    'alipay-transfers.spec.ts: nor does one that never comes',
  ],
  'notices: probes, forgeries, copies, losses, and how often they are repeated': [
    'faults.spec.ts: lose skips tries of the schedule',
    'faults.spec.ts: duplicate sends copies at the same time',
    'faults.spec.ts: are repeated while the merchant refuses',
    'journal.spec.ts: gives up a notification after sixteen tries',
    'transfers.spec.ts: %s is not taken',
  ],
  'bills: the official layout, hash and totals, both encodings, planted differences': [
    'bills.spec.ts: is the official layout of 27 columns',
    'bills.spec.ts: says wrongly what it is told to',
    'bills.spec.ts: is a zip of two tables in GBK',
    'bills.spec.ts: waits until ten',
  ],
  'it keeps what it answered, publishes the merchant’s half only, and is never a production': [
    'killed.spec.ts: loses nothing that it has answered',
    'killed.spec.ts: never starts in production',
    'alipay-sdk.spec.ts: publishes the merchant half only',
    'journal.spec.ts: keeps its keys from others',
  ],
}

describe('a rule of the real gateways', () => {
  const titles = new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith('.spec.ts'))
      .map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]),
  )
  /** As it stands in the code: at the head of a call's string. */
  const stands = (held: string): boolean => {
    const [file = '', title = ''] = held.split(/: (.*)/s)
    const text = titles.get(file) ?? ''
    return [...text.matchAll(/\(\s*['"`]([^\n]*)/g)].some(([, head = '']) => head.startsWith(title))
  }

  it.each(Object.entries(HELD_BY))('%s', (_, tests) => {
    expect(tests.filter((held) => !stands(held))).toEqual([])
  })
})
