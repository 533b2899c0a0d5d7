import { Injectable } from '@nestjs/common'
import { MAX_QUERY_WORDS } from '@jishi/contracts/shopfront/search.terms'
import { SettingsFacade, type SettingValue } from '../../settings/index.js'
import { isHan, pairsOf, partsOf, plainText, runsOf } from '../domain/plain-text.js'
import { FULL_SOUND, INITIALS, MARKS, type Standing } from './product-words.js'
import { Segmenter } from './segmenter.js'

/** One thing that is asked for, in all the words that mean it. */
export interface Term {
  readonly word: string
  /** The word itself first, then what means the same. */
  readonly ways: readonly string[]
}

/** What somebody asked for, cut and widened. */
export interface Question {
  /** The question as titles are kept. */
  readonly key: string
  /** Empty where nothing that was typed is a word: signs, emoji. */
  readonly terms: readonly Term[]
}

type Vocabulary = SettingValue<'search'>

interface Read {
  readonly from: Vocabulary
  readonly synonyms: ReadonlyMap<string, readonly string[]>
  readonly stopWords: ReadonlySet<string>
}

/** Reads a question with the shop's vocabulary: synonyms and words that tell nothing. */
@Injectable()
export class ReadQuestion {
  private read: Read | undefined

  constructor(
    private readonly settings: SettingsFacade,
    private readonly segmenter: Segmenter,
  ) {}

  /** undefined where nothing was asked at all. */
  async run(text: string | undefined): Promise<Question | undefined> {
    if (text === undefined || text.trim() === '') return undefined
    const { synonyms, stopWords } = this.vocabulary(await this.settings.get('search'))
    const key = plainText(text)
    const cut = [...new Set(this.segmenter.terms(text))]
    const telling = cut.filter((word) => !stopWords.has(word))
    const words = (telling.length > 0 ? telling : cut).slice(0, MAX_QUERY_WORDS)
    return { key, terms: words.map((word) => ({ word, ways: [word, ...(synonyms.get(word) ?? [])] })) }
  }

  /** The shop's words instead of the asked ones: spelling put right, taken as they are. */
  ofWords(words: readonly string[]): Question {
    return { key: words.join(' '), terms: words.map((word) => ({ word, ways: [word] })) }
  }

  /** Settings stay the same object while they are remembered, so the vocabulary is read once for each. */
  private vocabulary(from: Vocabulary): Read {
    if (this.read?.from === from) return this.read
    const synonyms = new Map<string, string[]>()
    for (const group of from.synonyms) {
      const words = [...new Set(group.map(plainText))].filter((word) => word !== '')
      for (const word of words)
        synonyms.set(
          word,
          [...new Set([...(synonyms.get(word) ?? []), ...words])].filter((other) => other !== word),
        )
    }
    this.segmenter.learn([...synonyms.keys()])
    this.read = { from, synonyms, stopWords: new Set(from.stopWords.map(plainText)) }
    return this.read
  }
}

const quoted = (lexeme: string): string => `'${lexeme.replace(/['\\]/g, (sign) => sign + sign)}'`
const allOf = (parts: readonly string[]): string => (parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(' & ')})`)
const anyOf = (parts: readonly string[]): string => (parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(' | ')})`)

/** How one lexeme is asked for; the prefix of a word fits whatever begins like it. */
type Asked = (lexeme: string, prefix: boolean) => string

/** Letters are the beginning of a word, of a sound, or of first letters; one letter is only itself. */
const latin = (run: string, asked: Asked): string => {
  const itself = asked(run, run.length > 1)
  if (run.length === 1) return itself
  const parts = partsOf(run)
  if (parts.length > 1) return anyOf([itself, allOf(parts.map((part) => asked(part, false)))])
  if (!/^[a-z]+$/.test(run)) return itself
  return anyOf([itself, asked(FULL_SOUND + run, true), asked(INITIALS + run, true)])
}

/** A word of the dictionary, or its pairs where goods are cut elsewhere; pieces stand in no title of their own. */
const chinese = (run: string, asked: Asked, pieces: boolean): string => {
  const itself = asked(run, false)
  const pairs = pairsOf(run)
  return pieces && pairs.length > 1 ? anyOf([itself, allOf(pairs.map(quoted))]) : itself
}

/** A term as a tsquery; only where it stands so. Everything in it is quoted. */
export const termQuery = ({ ways }: Term, standing: Standing = 'anywhere'): string => {
  const asked: Asked = (lexeme, prefix) =>
    anyOf(MARKS[standing].map((mark) => `${quoted(mark + lexeme)}${prefix ? ':*' : ''}`))
  const runText = (run: string): string =>
    isHan(run) ? chinese(run, asked, standing === 'anywhere') : latin(run, asked)
  return anyOf(ways.map((way) => allOf(runsOf(way).map(runText))))
}

export const questionQuery = (terms: readonly Term[], standing: Standing = 'anywhere'): string =>
  terms.map((term) => termQuery(term, standing)).join(' & ')
