import type { Attribute } from '@jishi/contracts/catalog/assortment.schema'

type Named = readonly { readonly id: string; readonly name: string }[]

/** Names by id, of whatever a product refers to; what is not known any more is told by its id. */
export const namesFrom = (
  categories: Named,
  brands: Named,
  tags: Named,
  templates: Named,
  attributes: readonly Attribute[],
): ((id: string) => string) => {
  const all = [
    ...categories,
    ...brands,
    ...tags,
    ...templates,
    ...attributes,
    ...attributes.flatMap(({ values }) => values),
  ]
  const names = new Map(all.map(({ id, name }) => [id, name]))
  return (id) => names.get(id) ?? id
}
