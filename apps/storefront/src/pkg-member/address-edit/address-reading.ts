import { choicesUnder, type Provinces, type RegionOption, type RegionPath } from '@/components/address/regions'

/** What was recognised in words that somebody pasted. Empty where it was not said. */
export interface ReadAddress {
  receiver: string
  phone: string
  /** Ways that fit what was said; one that ends at a county is certain, else the person has to say which or how it goes on. */
  regions: RegionPath[]
  detail: string
}

interface Level {
  readonly option: RegionOption
  readonly path: RegionPath
}

/** Where a region was found in the text, and how much of the text spoke of it. */
interface Found {
  readonly path: RegionPath
  readonly from: number
  readonly to: number
  /** Levels that were really said. */
  readonly said: number
}

const PHONE = /(?:\+?86[\s-]?)?(1[3-9]\d)[\s-]?(\d{4})[\s-]?(\d{4})(?!\d)/
const LABELS =
  /(?:收货人|收件人|姓名|联系人|手机号码|手机号|手机|联系电话|电话|所在地区|地区|详细地址|收货地址|收件地址|地址)\s*[:：]\s*/g
const SUFFIX = /(?:特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|自治州|自治县|地区|林区|新区|[省市区县盟旗])$/
// A short writing followed by one of these is a road: 南京西路 is no city.
const ROAD = /^[东西南北中]?(?:[路街巷弄]|大道)/
const MOST_ASKED = 6
// What stands between the parts of an address when people write one.
const BREAKS = /[\s,，;；、|/\n\r\t]+/
const EDGE = /^[\s,，;；、|。.:：-]+|[\s,，;；、|:：-]+$/g

const short = (name: string): string => {
  const bare = name.replace(SUFFIX, '')
  return bare.length >= 2 ? bare : name
}

/** How people write a region: its whole name, or without what it is. */
const writings = (name: string): string[] => (short(name) === name ? [name] : [name, short(name)])

const levelsUnder = (provinces: Provinces, path: RegionPath): Level[] =>
  choicesUnder(provinces, path).map((option) => ({ option, path: [...path, option] }))

/** The text goes on with this region; answers where it ends then. */
const startsAt = (text: string, from: number, name: string): number | null => {
  for (const written of writings(name)) {
    const to = from + written.length
    if (text.slice(from, to) === written && (written === name || !ROAD.test(text.slice(to)))) return to
  }
  return null
}

const skipBreaks = (text: string, from: number): number => {
  let at = from
  while (at < text.length && /[\s,，/、-]/.test(text[at] ?? '')) at += 1
  return at
}

const goOn = (provinces: Provinces, text: string, start: Found): Found[] => {
  if (start.path.length === 3) return [start]
  const at = skipBreaks(text, start.to)
  const next = levelsUnder(provinces, start.path)
  const named = next.flatMap(({ option, path }): Found[] => {
    const to = startsAt(text, at, option.name)
    return to === null ? [] : goOn(provinces, text, { ...start, path, to, said: start.said + 1 })
  })
  // 上海市浦东新区 leaves its city out, and 浙江省西湖区 may: what is not said is passed over.
  const passed = start.path.length === 1 ? next.flatMap(({ path }) => unsaid(provinces, text, { ...start, path })) : []
  return [start, ...named, ...passed]
}

/** A level that was not said stands only where the one under it was. */
const unsaid = (provinces: Provinces, text: string, start: Found): Found[] =>
  goOn(provinces, text, start).filter(({ path, said }) => path.length === 3 && said > start.said)

const better = (left: Found, right: Found): number =>
  right.said - left.said ||
  right.to - right.from - (left.to - left.from) ||
  right.path.length - left.path.length ||
  left.from - right.from

const withinCity = (provinces: Provinces): Level[] =>
  levelsUnder(provinces, []).flatMap(({ path }) => levelsUnder(provinces, path))

/** Whole names only: a county's short name is too often a street's. */
const countyAt = (provinces: Provinces, cities: readonly Level[], text: string): Found[] =>
  cities
    .flatMap(({ path }) => levelsUnder(provinces, path))
    .flatMap(({ option, path }): Found[] => {
      const from = text.indexOf(option.name)
      return from < 0 || option.name.length < 3 ? [] : [{ path, from, to: from + option.name.length, said: 1 }]
    })

/** Every way to read a region in the text, from a province, from a city without its province, or from a county alone. */
const readings = (provinces: Provinces, text: string): Found[] => {
  const cities = withinCity(provinces)
  const tops = levelsUnder(provinces, [])
  const found: Found[] = []
  for (let from = 0; from < text.length; from += 1) {
    for (const { option, path } of [...tops, ...cities]) {
      const to = startsAt(text, from, option.name)
      if (to !== null) found.push(...goOn(provinces, text, { path, from, to, said: 1 }))
    }
  }
  const whole = found.filter(({ path }) => path.length === 3)
  return whole.length > 0 ? whole : [...countyAt(provinces, cities, text), ...found]
}

const keyOf = (path: RegionPath): string => path.map(({ code }) => code).join('.')

/** The best reading, or all that are as good: of a city without its county, its counties are asked for later. */
const bestOf = (found: readonly Found[]): Found[] => {
  const sorted = found.slice().sort(better)
  const first = sorted[0]
  if (first === undefined) return []
  const equal = sorted.filter((one) => better(first, one) === 0)
  return equal.filter((one, n) => equal.findIndex((other) => keyOf(other.path) === keyOf(one.path)) === n)
}

const phoneIn = (text: string): { phone: string; rest: string } => {
  const found = PHONE.exec(text)
  if (found === null) return { phone: '', rest: text }
  const rest = `${text.slice(0, found.index)}\n${text.slice(found.index + found[0].length)}`
  return { phone: `${found[1] ?? ''}${found[2] ?? ''}${found[3] ?? ''}`, rest }
}

const trimmed = (text: string): string => text.replace(EDGE, '')
const looksLikeName = (part: string): boolean =>
  /^(?:[一-龥]{2,4}|[一-龥]+·[一-龥·]+|[A-Za-z][A-Za-z .'-]{1,24})$/.test(part) &&
  !/[路街道巷弄村镇乡号栋幢室楼层园苑城厦场院校店区庭寓里组门]$/.test(part)

/** Of the words around the region, who it is for: before it the last such word, else the last one after it. */
const nameIn = (before: readonly string[], after: readonly string[]): string =>
  before.find(looksLikeName) ?? (after.length > 1 ? (after.slice().reverse().find(looksLikeName) ?? '') : '')

// A space between two words of Latin letters holds a name together.
const partsOf = (text: string): string[] =>
  text
    .replace(/([A-Za-z]) (?=[A-Za-z])/g, '$1_')
    .split(BREAKS)
    .map((part) => trimmed(part).replace(/_/g, ' '))
    .filter((part) => part !== '')

/** A municipality has no city of its own; 上海市市辖区 is a filler of forms and says nothing. */
const withoutFiller = (text: string): string => text.replace(/(北京|天津|上海|重庆)市?市辖区/g, '$1市')

/**
 * Reads a name, a phone, a region and the rest from words in any order, as messengers and other shops copy them:
 * 「张三 13800000000 浙江省杭州市西湖区文三路 1 号」. Nothing is guessed: what fits several counties answers with all of them.
 */
export const readAddress = (pasted: string, provinces: Provinces): ReadAddress => {
  const { phone, rest } = phoneIn(withoutFiller(pasted.replace(LABELS, '\n')).trim())
  const best = bestOf(readings(provinces, rest))
  const first = best[0]
  const before = partsOf(first ? rest.slice(0, first.from) : rest)
  const after = partsOf(first ? rest.slice(first.to) : '')
  const receiver = nameIn(before, after)
  const unused = (parts: readonly string[]): string[] => parts.filter((part) => part !== receiver)
  const regions = best.slice(0, MOST_ASKED).map(({ path }) => path)
  return { receiver, phone, regions, detail: [...unused(after), ...unused(before)].join(' ') }
}
