import { isHan, pairsOf, runsOf } from '../domain/plain-text.js'
import { merged, soundMarks, titleMarks, type Mark } from '../domain/title-marks.js'
import type { Question } from './read-question.js'
import { syllablesOf } from './segmenter.js'

/** Which parts of a title answer the question: its words, their pairs where a word stands nowhere whole, their sounds. */
export const marksIn = (title: string, { terms }: Question): Mark[] => {
  const marks = terms.flatMap(({ word, ways }) => {
    const whole = titleMarks(title, ways)
    if (whole.length > 0) return whole
    if (isHan(word)) return titleMarks(title, runsOf(word).flatMap(pairsOf))
    return /^[a-z]{2,}$/.test(word) ? soundMarks(syllablesIn(title), word) : []
  })
  return merged(marks)
}

/** A syllable for each UTF-16 unit of a title, empty where there is no Chinese. */
const syllablesIn = (title: string): string[] =>
  title.split(/(\p{Script=Han}+)/u).flatMap((run) => {
    if (!isHan(run)) return [...Array<string>(run.length).fill('')]
    const syllables = syllablesOf(run)
    return syllables.length === run.length ? syllables : Array<string>(run.length).fill('')
  })
