import { createHash } from 'node:crypto'
import { areaList } from '@vant/area-data'
import type { Regions } from '@jishi/contracts/identity/identity.schema'

/** A county with the names of what it lies in. */
export interface Region {
  readonly code: string
  readonly province: string
  readonly city: string
  readonly county: string
}

type Names = Readonly<Record<string, string>>

/** Taiwan, Hong Kong and Macao: the shop delivers on the mainland only. */
const BEYOND = /^(71|81|82)/

const provinceCode = (code: string): string => `${code.slice(0, 2)}0000`
const cityCode = (code: string): string => `${code.slice(0, 4)}00`

const mainland = (names: Names): [string, string][] => Object.entries(names).filter(([code]) => !BEYOND.test(code))

const PROVINCES: Names = areaList.province_list
const CITIES: Names = areaList.city_list
const COUNTIES: Names = areaList.county_list

const buildTree = (): Regions['provinces'] => {
  const counties = new Map<string, [string, string][]>()
  for (const [code, name] of mainland(COUNTIES)) {
    const siblings = counties.get(cityCode(code)) ?? []
    siblings.push([code, name])
    counties.set(cityCode(code), siblings)
  }
  const cities = new Map<string, Regions['provinces'][number][2]>()
  for (const [code, name] of mainland(CITIES)) {
    const siblings = cities.get(provinceCode(code)) ?? []
    siblings.push([code, name, counties.get(code) ?? []])
    cities.set(provinceCode(code), siblings)
  }
  return mainland(PROVINCES).map(([code, name]) => [code, name, cities.get(code) ?? []])
}

let known: Regions | undefined

/** The tree that people pick from; built once, its version is a digest of its content. */
export const regionTree = (): Regions => {
  if (known === undefined) {
    const provinces = buildTree()
    const version = createHash('sha256').update(JSON.stringify(provinces)).digest('hex').slice(0, 16)
    known = { version, provinces }
  }
  return known
}

/** The county of a code, or undefined when there is none the shop delivers to. */
export const regionOf = (code: string): Region | undefined => {
  if (BEYOND.test(code)) return undefined
  const county = COUNTIES[code]
  const city = CITIES[cityCode(code)]
  const province = PROVINCES[provinceCode(code)]
  if (county === undefined || city === undefined || province === undefined) return undefined
  return { code, province, city, county }
}
