import type { ProductSort } from '@jishi/contracts/catalog/catalog.terms'
import type { ProductCard } from '@jishi/contracts/shopfront/shopfront.schema'
import { ref, type Ref } from 'vue'
import { api } from '@/api'
import { usePages, type PagedList } from '@/composables/pages'
import { rememberSearch } from './searches'

interface Start {
  q?: string | undefined
  category?: string | undefined
  title?: string | undefined
}

export interface ProductList {
  goods: PagedList<ProductCard>
  words: Ref<string>
  title: Ref<string>
  sort: Ref<ProductSort>
  inStock: Ref<boolean>
  start(from: Start): void
  search(text: string): void
  sortBy(next: ProductSort): void
  onlyInStock(on: boolean): void
  clear(): void
}

/** What the list shows: words, category, order and stock, each change beginning the list anew. */
export const useProductList = (): ProductList => {
  const words = ref('')
  const title = ref('')
  const category = ref<string | undefined>(undefined)
  const sort = ref<ProductSort>('relevance')
  const inStock = ref(false)

  const goods = usePages<ProductCard>((cursor) =>
    api.shopfront.products({
      query: {
        q: words.value || undefined,
        category: category.value,
        sort: sort.value,
        inStock: inStock.value || undefined,
        cursor,
      },
    }),
  )

  const start = (from: Start): void => {
    words.value = from.q ?? ''
    category.value = from.category
    title.value = from.title ?? ''
    void goods.restart()
  }

  const search = (text: string): void => {
    words.value = text
    // Words look through the whole shop, whatever category the shopper came from.
    if (text) category.value = undefined
    if (text) title.value = ''
    if (text) rememberSearch(text)
    void goods.restart()
  }

  const sortBy = (next: ProductSort): void => {
    sort.value = next
    void goods.restart()
  }

  const onlyInStock = (on: boolean): void => {
    inStock.value = on
    void goods.restart()
  }

  const clear = (): void => {
    inStock.value = false
    sort.value = 'relevance'
    start({})
  }

  return { goods, words, title, sort, inStock, start, search, sortBy, onlyInStock, clear }
}
