/** 林小满 → 林**: the first character alone, always two stars, so that the length tells nothing. */
export const maskedName = (name: string): string => {
  const [first = ''] = [...name]
  return first === '' ? '' : `${first}**`
}
