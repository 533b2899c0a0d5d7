import { KeepShelfDay } from './keep-shelf-day.js'
import { RecycleProduct } from './recycle-product.js'
import { ScheduleProduct } from './schedule-product.js'
import { ShelfClock } from './shelf-clock.js'
import { ShelfTimers } from './shelf-timers.js'

/** Days on the shelf and the recycle bin. */
export const shelfDays = [ScheduleProduct, RecycleProduct, KeepShelfDay, ShelfClock, ShelfTimers]
