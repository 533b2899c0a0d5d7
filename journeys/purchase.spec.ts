import { Shop } from './support/shop.js'
import { wholePurchase } from './support/whole-purchase.js'

/** `npm start` as it comes: embedded Postgres, and the job queue inside it. */
wholePurchase('postgres', () => Shop.create())
