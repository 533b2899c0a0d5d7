import { describe, expect, it } from 'vitest'
import { numberedTitles, tagsOf } from '../support/numbered.js'

/**
 * The forty races and faults of money. A test that holds one has its number at the head of its title, `#12 …`, so that
 * `grep -rn '#12 ' apps/api/test` finds it; one test may hold several.
 */
const FAULTS: Readonly<Record<number, string>> = {
  1: 'a notice comes several times, also at once',
  2: 'a notice comes before the answer to the create call',
  3: 'news comes in the wrong order',
  4: 'money comes after the close',
  5: 'a close and a payment at the same moment',
  6: 'two payments for one thing that is owed',
  7: 'more is given back than was paid',
  8: 'parts are given back at the same moment',
  9: 'the notice of a refund is lost',
  10: 'a refund that the bank sends back, or that the merchant cannot cover',
  11: 'a refund whose answer is lost or says nothing',
  12: 'the amount does not fit',
  13: 'app, merchant, seller or currency is not ours',
  14: 'a notice that is forged',
  15: 'a probe with a wrong signature',
  16: 'a notice that is replayed',
  17: 'the keys of signatures change',
  18: 'the key of sealed notices changes',
  19: 'the create call has no answer',
  20: 'an answer that nobody signed',
  21: 'the process dies between the call and the commit',
  22: 'the process dies between the commit and the answer',
  23: 'the database is away when a notice comes',
  24: 'what follows from a notice takes long',
  25: 'the payer is paying right now',
  26: 'the clocks of shop and channel differ',
  27: 'the price changes after the channel was told',
  28: 'a payout without an answer',
  29: 'a payout nobody confirms',
  30: 'shares of a profit come back before a refund',
  31: 'a trade whose money all went back looks unpaid',
  32: 'another process made our access token worthless',
  33: 'the channel wants fewer calls',
  34: 'a bill is late, missing, cut or changed',
  35: 'the channel has money that we do not know',
  36: 'we have money that the channel does not know',
  37: 'amount, fee or state differ',
  38: 'a day ends elsewhere',
  39: 'words the channel does not take',
  40: 'a notice of a payment nobody knows',
}

/** What no test holds, each with its reason. */
const NOT_YET: Readonly<Record<string, string>> = {
  '#30': 'the shop shares no profit with anybody inside a channel: commission is paid out of its own account',
  T44: 'the shop sends nothing to addresses of others: it has no webhooks of its own',
}

/** The cases of security-tests.md that are about paying. */
const SECURITY = ['T31', 'T35', 'T36', 'T37', 'T38', 'T39', 'T40', 'T41', 'T42', 'T43', 'T44']

/** What the proof of payments asks for in words: how the title of its test has them. */
const SENTENCES: Readonly<Record<string, RegExp>> = {
  'Postgres killed under load': /Postgres killed under load/,
  'the clock moved': /clock moved/,
  'notices shuffled': /shuffled/,
  'notices fifty times': /×50/,
  'notices delayed by 25 hours': /delayed by 25 hours/,
  'notices all lost': /all lost/,
  'a process killed at every boundary of paying': /killed at every boundary of starting to pay/,
  'a process killed at every boundary of a notice': /killed at every boundary of taking a notice/,
  'a process killed at every boundary of a refund': /killed at every boundary of sending money back/,
  'a process killed at every boundary of a payout': /killed at every boundary of sending a payout/,
  'any interleaving of create, pay, notify, close, refund, query and crash': /any life of a payment goes as foretold/,
}

const EVERY = [...Object.keys(FAULTS).map((number) => `#${number}`), ...SECURITY]

/** Leading noughts say nothing: `#07` is `#7`. */
const plain = (tag: string): string => tag.replace(/^([#T])0+/, '$1')

describe('every numbered race and fault of money', () => {
  const titles = numberedTitles()
  const held = new Set(titles.flatMap(({ tags }) => tags.map(plain)))

  it('has a test, or a reason why there is none', () => {
    const missing = EVERY.filter((tag) => !held.has(tag) && NOT_YET[tag] === undefined)
    expect(missing.map((tag) => `${tag} ${FAULTS[Number(tag.slice(1))] ?? ''}`.trim())).toEqual([])
  })

  it('and every sentence of the proof has a test whose title says it', () => {
    const said = titles.map(({ title }) => title)
    expect(Object.keys(SENTENCES).filter((it) => !said.some((title) => SENTENCES[it]?.test(title)))).toEqual([])
  })

  it('has no excuse beside a test', () => {
    expect(Object.keys(NOT_YET).filter((tag) => held.has(tag))).toEqual([])
  })

  it('is one of those that are written down', () => {
    const unknown = titles.filter(({ tags }) =>
      tags.map(plain).some((tag) => tag.startsWith('#') && !EVERY.includes(tag)),
    )
    expect(unknown.map(({ file, title }) => `${file}: ${title}`)).toEqual([])
  })
})

it('a number counts at the head of a title only', () => {
  expect(tagsOf('#10 T42: is a task for a person')).toEqual(['#10', 'T42'])
  expect(tagsOf('#12 #13 of another payment (%s)')).toEqual(['#12', '#13'])
  expect(tagsOf('is found, see #12')).toEqual([])
  expect(tagsOf('#123 is no number of ours')).toEqual([])
})
