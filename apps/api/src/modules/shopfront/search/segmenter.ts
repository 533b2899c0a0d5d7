import { Injectable } from '@nestjs/common'
import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'
import { customPinyin, pinyin } from 'pinyin-pro'
import { isHan, pairsOf, partsOf, plainText, runsOf } from '../domain/plain-text.js'
import { GOODS_READINGS, GOODS_WORDS } from './goods-words.js'

/** So often must a word have been read for the cutter to prefer it to its parts. */
const LEARNT = 200_000
/** Of a sound that begins at a word so many syllables are kept: longer ones are typed by nobody. */
const SYLLABLES = 8

/** Cuts Chinese into words and tells how it sounds. The dictionary takes 40 MB and a sixth of a second, once a process. */
@Injectable()
export class Segmenter {
  private cutter: Jieba | undefined
  private readonly learnt = new Set<string>()

  /** Words of the shop's own, kept whole from now on. */
  learn(words: readonly string[]): void {
    const fresh = [...new Set(words.flatMap((word) => runsOf(plainText(word))))].filter(
      (word) => isHan(word) && word.length >= 2 && word.length <= 8 && !this.learnt.has(word),
    )
    if (fresh.length === 0) return
    for (const word of fresh) this.learnt.add(word)
    this.jieba().loadDict(linesOf(fresh))
  }

  /** Every word of a text, also those inside longer ones. */
  words(text: string): string[] {
    return [
      ...new Set(
        runsOf(plainText(text)).flatMap((run) =>
          isHan(run) ? this.jieba().cutForSearch(run, true) : [run, ...partsOf(run)],
        ),
      ),
    ]
  }

  /** Single characters and pairs: for questions of one or two, and for words that are cut elsewhere. */
  pieces(text: string): string[] {
    const runs = runsOf(plainText(text)).filter(isHan)
    return [...new Set(runs.flatMap((run) => [...run, ...pairsOf(run)]))]
  }

  /** The text as a question is cut: into the longest words. */
  terms(text: string): string[] {
    return runsOf(plainText(text)).flatMap((run) => (isHan(run) ? this.jieba().cut(run, true) : [run]))
  }

  /** How the Chinese of a text sounds from each of its words on, in full and by first letters. */
  sounds(text: string): { full: string[]; initials: string[] } {
    const chinese = runsOf(plainText(text)).filter(isHan).join('')
    if (chinese === '') return { full: [], initials: [] }
    const syllables = syllablesOf(chinese)
    const from = [...this.starts(chinese)].map((start) => syllables.slice(start, start + SYLLABLES))
    return {
      full: [...new Set(from.map((part) => part.join('')))],
      initials: [...new Set(from.filter((part) => part.length > 1).map(initialsOf))],
    }
  }

  private *starts(chinese: string): Generator<number> {
    let at = 0
    for (const word of this.jieba().cut(chinese, true)) {
      yield at
      for (const inner of this.jieba().cutForSearch(word, true)) {
        const within = word.indexOf(inner)
        if (within > 0) yield at + within
      }
      at += word.length
    }
  }

  private jieba(): Jieba {
    if (this.cutter !== undefined) return this.cutter
    this.cutter = Jieba.withDict(dict)
    this.cutter.loadDict(linesOf(GOODS_WORDS))
    customPinyin({ ...GOODS_READINGS })
    return this.cutter
  }
}

const linesOf = (words: readonly string[]): Buffer => Buffer.from(words.map((word) => `${word} ${LEARNT} n\n`).join(''))

/** One syllable for each character, ü written v as it is typed. */
export const syllablesOf = (chinese: string): string[] =>
  pinyin(chinese, { toneType: 'none', type: 'array', v: true }).map((syllable) => syllable.toLowerCase())

const initialsOf = (syllables: readonly string[]): string => syllables.map((syllable) => syllable.charAt(0)).join('')

/** How a text sounds as a whole; what is not Chinese sounds as it is written. */
export const soundOf = (text: string): string =>
  runsOf(plainText(text))
    .map((run) => (isHan(run) ? syllablesOf(run).join('') : run))
    .join('')

export const initialsOfText = (text: string): string =>
  runsOf(plainText(text))
    .map((run) => (isHan(run) ? initialsOf(syllablesOf(run)) : run))
    .join('')
