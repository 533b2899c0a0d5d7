import type { ProductView } from '@jishi/contracts/shopfront/shopfront.schema'
import { platform } from '#platform'
import { pictureAddress } from '@/api/picture-address'
import { yuan } from '@/composables/words'
import { t } from '../words/copy'

const WIDE = 500

export interface ProductShare {
  title: string
  /** Inside the shop: what a mini program opens. */
  path: string
  /** For everybody: on the web an address, elsewhere the same path. */
  link: string
  imageUrl: string
  /** A sentence with the price and the link, for wherever cards cannot be sent. */
  words: string
}

/** What goes to a friend: the product's own words, picture and price, never an invented one. */
export const shareOf = (product: Pick<ProductView, 'id' | 'title' | 'price' | 'pictures'>): ProductShare => {
  const path = `/pkg-goods/product/product?id=${product.id}`
  const link = platform.pageAddress(path)
  const picture = product.pictures[0]
  const { fromFen, toFen } = product.price
  const from = toFen > fromFen ? t('common.from') : ''
  return {
    title: product.title,
    path,
    link,
    imageUrl: picture ? pictureAddress(picture, WIDE) : '',
    words: t('product.shareWords', { title: product.title, price: yuan(fromFen), from, link }),
  }
}
