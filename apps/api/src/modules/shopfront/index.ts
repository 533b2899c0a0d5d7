export { ShopfrontModule } from './shopfront.module.js'
export { PostgresSearch } from './search/postgres-search.js'
