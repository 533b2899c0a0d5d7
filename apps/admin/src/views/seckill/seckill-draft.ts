import type { SeckillBody, SeckillView } from '@jishi/contracts/seckill/seckill-desk.schema'
import { SECKILL_LIMITS } from '@jishi/contracts/seckill/seckill.terms'
import { isoOfShopTime, timeText } from '@/composables/shop-time'
import { need, type Flaws } from '@/composables/typed-fields'
import type { CopyKey } from '@/copy'
import { fenOf, yuanOf } from '@/views/settings/setting-text'

export interface ItemDraft {
  skuId: string
  price: string
  total: string
  perMember: string
}
/** What the form of a session holds: everything as it is typed. */
export interface SeckillDraft {
  name: string
  warmUp: string
  starts: string
  ends: string
  payWithin: string
  proofBits: string
  items: ItemDraft[]
}

export const freshItem = (skuId: string): ItemDraft => ({ skuId, price: '', total: '', perMember: '1' })
export const freshSeckill = (): SeckillDraft => ({
  ...{ name: '', warmUp: '', starts: '', ends: '', payWithin: '5', proofBits: '0', items: [] },
})
export const seckillDraftOf = (view: SeckillView): SeckillDraft => ({
  name: view.name,
  ...{ warmUp: timeText(view.warmUpAt), starts: timeText(view.startsAt), ends: timeText(view.endsAt) },
  ...{ payWithin: String(view.payWithinMinutes), proofBits: String(view.proofBits) },
  items: view.items.map(({ skuId, priceFen, total, perMember }) => ({
    ...{ skuId, price: yuanOf(priceFen), total: String(total), perMember: String(perMember) },
  })),
})

/** A whole number from `least` to `most`, as it is typed. */
export const wholeOf = (text: string, least: number, most: number): number | undefined => {
  const value = /^\d{1,8}$/.test(text.trim()) ? Number(text.trim()) : -1
  return value >= least && value <= most ? value : undefined
}

type Times = Pick<SeckillBody, 'warmUpAt' | 'startsAt' | 'endsAt'>
const { payWithinMinutes: payWithin } = SECKILL_LIMITS

/** Says first what the server would refuse of the times, in the words of the form. */
const checkTimes = ({ warmUpAt, startsAt, endsAt }: Times, note: (path: string, words: CopyKey) => void): void => {
  const [warm, starts, ends] = [warmUpAt, startsAt, endsAt].map((at) => Date.parse(at)) as [number, number, number]
  if (warm > starts) note('warmUpAt', 'seckill.flaw.warmUp')
  if (starts - warm > SECKILL_LIMITS.warmUpMs) note('warmUpAt', 'seckill.flaw.warmUpLong')
  if (starts >= ends) note('endsAt', 'seckill.flaw.ends')
  if (ends - starts > SECKILL_LIMITS.windowMs) note('endsAt', 'seckill.flaw.long')
}

const itemsOf = (drafts: readonly ItemDraft[], flaws: Flaws): SeckillBody['items'] => {
  if (drafts.length === 0) flaws.set('items', 'seckill.flaw.items')
  if (drafts.length > SECKILL_LIMITS.items) flaws.set('items', 'seckill.flaw.itemsMany')
  return drafts.map((draft, at) => {
    const path = `items.${at}`
    const priceFen = need(flaws, `${path}.priceFen`, fenOf(draft.price) || undefined, 'seckill.flaw.price', 1)
    const read = (text: string, most: number): number | undefined => wholeOf(text, 1, most)
    const total = need(flaws, `${path}.total`, read(draft.total, SECKILL_LIMITS.total), 'seckill.flaw.total', 1)
    const limit = read(draft.perMember, SECKILL_LIMITS.perMember)
    const perMember = need(flaws, `${path}.perMember`, limit, 'seckill.flaw.perMember', 1)
    if (perMember > total && !flaws.has(`${path}.total`)) {
      flaws.set(`${path}.perMember`, 'seckill.flaw.perMemberMore')
    }
    return { skuId: draft.skuId, priceFen, total, perMember }
  })
}

/** What is sent, and what of the typing cannot be read or would be refused. */
export const seckillBodyOf = (draft: SeckillDraft): { body: SeckillBody; flaws: Flaws } => {
  const flaws: Flaws = new Map()
  const moment = (path: string, text: string): string => need(flaws, path, isoOfShopTime(text), 'seckill.flaw.time', '')
  const name = draft.name.trim()
  if (name === '') flaws.set('name', 'seckill.flaw.name')
  const startsAt = moment('startsAt', draft.starts)
  // Nobody has to say that a session is not shown ahead.
  const warmUpAt = draft.warmUp.trim() === '' ? startsAt : moment('warmUpAt', draft.warmUp)
  const endsAt = moment('endsAt', draft.ends)
  checkTimes({ warmUpAt, startsAt, endsAt }, (path, words) => {
    if (!flaws.has(path)) flaws.set(path, words)
  })
  const pay = wholeOf(draft.payWithin, payWithin.least, payWithin.most)
  const bits = wholeOf(draft.proofBits, 0, SECKILL_LIMITS.proofBits)
  const body: SeckillBody = {
    ...{ name, warmUpAt, startsAt, endsAt },
    payWithinMinutes: need(flaws, 'payWithinMinutes', pay, 'seckill.flaw.payWithin', payWithin.least),
    proofBits: need(flaws, 'proofBits', bits, 'seckill.flaw.proofBits', 0),
    items: itemsOf(draft.items, flaws),
  }
  return { body, flaws }
}
