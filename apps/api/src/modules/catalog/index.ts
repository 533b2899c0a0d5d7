export { CatalogModule } from './catalog.module.js'
export { CatalogFacade } from './catalog.facade.js'
export type * from './catalog.types.js'
export { keyTypesOf } from './listing-query.js'
