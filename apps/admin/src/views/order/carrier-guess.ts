/** How the carriers' numbers begin and how long they are. The more particular come first. */
const shapes: readonly [string, RegExp][] = [
  ['SF', /^SF\d{12,15}$/],
  ['JD', /^JD[A-Z]{0,2}[0-9A-Z]{9,}(?:-\d+-\d+-?)?$/],
  ['YTO', /^YT\d{13}$/],
  ['JTSD', /^JT\d{13}$/],
  ['DBL', /^(?:DPK\d{9,15}|DPL\d{9,15})$/],
  ['EMS', /^[A-Z]{2}\d{9}CN$/],
  ['EMS', /^(?:1[0-3]\d{11}|9[5-9]\d{11})$/],
  ['STO', /^77\d{13}$/],
  ['ZTO', /^(?:7[3568]\d{12}|ZTO\d{9,})$/],
  ['YD', /^(?:3[1-3]|4[2-7])\d{13}$/],
]

/** What was scanned or pasted, without the gaps people and printers put in. */
export const cleanNumber = (typed: string): string => typed.replace(/[\s\u200b\ufeff]+/g, '').toUpperCase()

/** The carrier whose numbers look like this one. A guess for the form to begin with, never a decision. */
export const guessCarrier = (typed: string): string | undefined => {
  const number = cleanNumber(typed)
  return shapes.find(([, shape]) => shape.test(number))?.[0]
}
