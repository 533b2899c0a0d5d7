/** A flaw of a product form: the field it stands at, and what is wrong with it. */
export interface Flaw {
  readonly path: string
  readonly message: string
}

interface Option {
  readonly name: string
  readonly values: readonly { readonly name: string }[]
}

interface Sku {
  readonly values: readonly string[]
  readonly externalCode: string | null
  readonly barcode: string | null
}

/** Each name that was there before, under its own path. */
export const repeated = (names: readonly (string | null)[], path: (index: number) => string, message: string): Flaw[] =>
  names.flatMap((name, index) => (name !== null && names.indexOf(name) < index ? [{ path: path(index), message }] : []))

const flawsOfOption = ({ values }: Option, at: number): Flaw[] =>
  repeated(
    values.map(({ name }) => name),
    (index) => `options.${at}.values.${index}.name`,
    'this value is there twice',
  )

const fits = (options: readonly Option[], { values }: Sku): boolean =>
  values.length === options.length &&
  options.every((option, axis) => option.values.some(({ name }) => name === values[axis]))

/** What keeps options and combinations from being one consistent matrix; empty when they are. */
export const matrixFlaws = (options: readonly Option[], skus: readonly Sku[]): Flaw[] => [
  ...repeated(
    options.map(({ name }) => name),
    (index) => `options.${index}.name`,
    'this option is there twice',
  ),
  ...options.flatMap(flawsOfOption),
  ...skus.flatMap((sku, index) =>
    fits(options, sku) ? [] : [{ path: `skus.${index}.values`, message: 'not one value of each option' }],
  ),
  ...repeated(
    skus.map(({ values }) => values.join('\0')),
    (index) => `skus.${index}.values`,
    'this combination is there twice',
  ),
  ...repeated(
    skus.map(({ externalCode }) => externalCode),
    (index) => `skus.${index}.externalCode`,
    'this code is there twice',
  ),
  ...repeated(
    skus.map(({ barcode }) => barcode),
    (index) => `skus.${index}.barcode`,
    'this barcode is there twice',
  ),
]
