import type { AttributeKind } from '@jishi/contracts/catalog/catalog.terms'
import { repeated, type Flaw } from './matrix-flaws.js'

interface Draft {
  readonly filterable: boolean
  readonly values: readonly { readonly name: string }[]
}

/** What keeps an attribute from being one its goods can answer; empty when nothing does. */
export const attributeFlaws = (kind: AttributeKind, { filterable, values }: Draft): Flaw[] => {
  if (kind === 'text')
    return [
      ...(filterable ? [{ path: 'filterable', message: 'words of their own cannot be filtered by' }] : []),
      ...(values.length > 0 ? [{ path: 'values', message: 'words of their own have no list of values' }] : []),
    ]
  if (values.length === 0) return [{ path: 'values', message: 'there is nothing to choose from' }]
  return repeated(
    values.map(({ name }) => name),
    (index) => `values.${index}.name`,
    'this value is there twice',
  )
}
