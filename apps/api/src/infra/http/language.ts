export type Language = 'zh' | 'en'

/** The shop speaks Chinese unless a caller prefers English to it. */
export const languageOf = (acceptLanguage: string | undefined): Language => {
  let best: { language: Language; weight: number } = { language: 'zh', weight: 0 }
  for (const part of (acceptLanguage ?? '').slice(0, 200).split(',')) {
    const [tag = '', ...parameters] = part.trim().split(';')
    const language = /^zh\b/i.test(tag) ? 'zh' : /^en\b/i.test(tag) ? 'en' : undefined
    const given = parameters.find((parameter) => parameter.trim().startsWith('q='))
    const weight = given === undefined ? 1 : Number(given.trim().slice(2))
    if (language !== undefined && weight > best.weight) best = { language, weight }
  }
  return best.language
}
