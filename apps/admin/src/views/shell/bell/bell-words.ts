import { t, type CopyKey } from '@/copy'
import { NEWS, type News, type Unseen } from '@/stores/bell'

const NEW: Record<News, CopyKey> = { order: 'bell.new', afterSale: 'bell.newCase' }
const CAME: Record<News, CopyKey> = { order: 'bell.came', afterSale: 'bell.cameCase' }
const waiting = (unseen: Unseen): News[] => NEWS.filter((news) => unseen[news] > 0)

/** What stands before the title of the page; empty where nothing came in. */
export const unseenTitle = (unseen: Unseen): string => {
  const which = waiting(unseen)
  const n = which.reduce((sum, news) => sum + unseen[news], 0)
  return n === 0 ? '' : `(${n}) ${which.map((news) => t(NEW[news])).join(' · ')} · `
}
/** The same for whoever has the page read aloud. */
export const unseenAloud = (unseen: Unseen): string =>
  waiting(unseen)
    .map((news) => t(CAME[news], { n: unseen[news] }))
    .join(' ')
