/** A refusal: its HTTP status and its words in Chinese and English. */
export interface ErrorTerm {
  readonly status: number
  readonly zh: string
  readonly en: string
}
