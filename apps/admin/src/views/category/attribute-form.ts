import type { Attribute, AttributeBody, AttributeEditBody } from '@jishi/contracts/catalog/assortment.schema'
import { MAX_ATTRIBUTE_VALUES, type AttributeKind } from '@jishi/contracts/catalog/catalog.terms'
import type { CopyKey } from '@/copy'
import { valuesIn } from '@/views/product/sku-matrix'

export interface ValueDraft {
  id?: string
  name: string
  productCount: number
}
export interface AttributeDraft {
  name: string
  kind: AttributeKind
  filterable: boolean
  required: boolean
  values: ValueDraft[]
}

const EMPTY = { name: '', kind: 'choice', filterable: true, required: false, values: [] } as const

export const draftOfAttribute = (attribute: Attribute | null): AttributeDraft => {
  const { name, kind, filterable, required, values } = attribute ?? EMPTY
  const living = values.filter(({ archived }) => !archived)
  return {
    ...{ name, kind, filterable, required },
    values: living.map(({ id, name: own, productCount }) => ({ id, name: own, productCount })),
  }
}

/** Typed or pasted values put after those that are there, each once. */
export const withValues = (values: readonly ValueDraft[], text: string): ValueDraft[] => {
  const known = new Set(values.map(({ name }) => name.trim()))
  const fresh = valuesIn(text).filter((name) => !known.has(name))
  return [...values, ...fresh.map((name) => ({ name: name.slice(0, 40), productCount: 0 }))].slice(
    0,
    MAX_ATTRIBUTE_VALUES,
  )
}

/** What can be said before asking the server: one thing at a time. */
export const attributeFlaws = ({ name, kind, values }: AttributeDraft): ReadonlyMap<string, CopyKey> => {
  const names = values.map((value) => value.name.trim())
  if (name.trim() === '') return new Map([['name', 'category.nameMissing']])
  if (kind === 'text') return new Map()
  if (names.length === 0) return new Map([['values', 'attributes.noValues']])
  if (names.includes('')) return new Map([['values', 'product.flaw.empty']])
  return new Map(new Set(names).size < names.length ? [['values', 'product.flaw.twice']] : [])
}

const fieldsOf = ({ name, kind, filterable, required }: AttributeDraft) => ({
  name: name.trim(),
  // Words of one's own are no filter: no two goods would say them alike.
  filterable: kind !== 'text' && filterable,
  required,
})

export const attributeBody = (draft: AttributeDraft): AttributeBody => ({
  ...fieldsOf(draft),
  kind: draft.kind,
  values: draft.kind === 'text' ? [] : draft.values.map(({ name }) => ({ name: name.trim() })),
})

export const attributeEditBody = (draft: AttributeDraft, version: number): AttributeEditBody => ({
  ...fieldsOf(draft),
  values:
    draft.kind === 'text'
      ? []
      : draft.values.map(({ id, name }) => ({ ...(id === undefined ? {} : { id }), name: name.trim() })),
  version,
})
