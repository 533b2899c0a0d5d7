/** What a channel sent, for eyes: JSON indented, a form with one field a line; anything else stays as it came. */
export const readable = (text: string): string => {
  const json = parsed(text)
  if (json !== undefined) return JSON.stringify(json, undefined, 2)
  if (/^[\w.]+=[^\s]*$/.test(text))
    return [...new URLSearchParams(text)].map(([name, value]) => `${name} = ${value}`).join('\n')
  return text
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
