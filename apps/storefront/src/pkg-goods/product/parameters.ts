import type { ProductView } from '@jishi/contracts/shopfront/shopfront.schema'
import { t } from '../words/copy'

export interface Parameter {
  name: string
  value: string
}

/** Everything that is known of a product by name, each name once: what was written for it goes before what its category asks. */
export const parametersOf = (product: ProductView): Parameter[] => {
  const all: Parameter[] = [
    ...(product.brand ? [{ name: t('product.brand'), value: product.brand.name }] : []),
    ...product.parameters,
    ...product.attributes.map(({ name, values }) => ({ name, value: values.join('、') })),
    ...(product.origin ? [{ name: t('product.origin'), value: product.origin }] : []),
  ]
  const known: string[] = []
  return all.filter(({ name }) => {
    if (known.indexOf(name) >= 0) return false
    known.push(name)
    return true
  })
}
