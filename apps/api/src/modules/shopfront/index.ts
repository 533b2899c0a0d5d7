export { ShopfrontModule } from './shopfront.module.js'
