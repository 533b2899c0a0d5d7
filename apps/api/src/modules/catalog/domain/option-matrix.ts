import { assert } from '@jishi/kernel/assert'

export interface OptionAxis {
  readonly name: string
  readonly values: readonly string[]
}

/** The key of one combination of option values within its product; a product without options has one, empty. */
export const optionKey = (valueIds: readonly string[]): string => valueIds.join('+')

/** What a SKU is called beside its product's title: 3 斤 / 礼盒装. */
export const skuLabel = (values: readonly string[]): string => values.join(' / ')

/** Where a combination stands on the axes; throws where a value is not one of its axis, because we wrote both. */
export const positionsOf = (axes: readonly OptionAxis[], values: readonly string[]): number[] => {
  assert(values.length === axes.length, `a SKU names ${values.length} values for ${axes.length} options`)
  return axes.map((axis, index) => {
    const position = axis.values.indexOf(values[index] ?? '')
    assert(position >= 0, `${axis.name} has no value ${values[index] ?? ''}`)
    return position
  })
}
