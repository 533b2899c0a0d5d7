/** 13812346602 → 138****6602. */
export const maskPhone = (phone: string): string => `${phone.slice(0, 3)}****${phone.slice(-4)}`

/** 林小满 → 林**: the family name alone, at most two stars, so that the length tells nothing. */
export const maskName = (name: string): string => {
  const [first = ''] = [...name]
  return first === '' ? '' : `${first}**`
}

/** What an operator sees until the whole address is asked for. */
export const HIDDEN_DETAIL = '******'

/** The last four digits, which a carrier asks for. */
export const phoneTail = (phone: string): string => phone.slice(-4)
