import type { Regions } from '@jishi/contracts/identity/identity.schema'

export interface RegionOption {
  code: string
  name: string
}
export type Provinces = Regions['provinces']
/** What has been chosen so far, from province to county. */
export type RegionPath = RegionOption[]

const option = ([code, name]: readonly [string, string, ...unknown[]]): RegionOption => ({ code, name })

/** The choices of the next level below what has been chosen; empty when the county is chosen. */
export const choicesUnder = (provinces: Provinces, path: RegionPath): RegionOption[] => {
  const province = provinces.find(([code]) => code === path[0]?.code)
  if (!province) return provinces.map(option)
  const city = province[2].find(([code]) => code === path[1]?.code)
  if (!city) return province[2].map(option)
  return path.length > 2 ? [] : city[2].map(option)
}

/** Choosing goes on by itself where there is only one choice, as with the city of a municipality. */
export const chosen = (provinces: Provinces, path: RegionPath, next: RegionOption): RegionPath => {
  const longer = [...path, next]
  const under = choicesUnder(provinces, longer)
  const only = under.length === 1 && longer.length < 2 ? under[0] : undefined
  return only ? chosen(provinces, longer, only) : longer
}

/** The way to a county, a city or a province, or nothing when the regions no longer know it. */
export const pathOf = (provinces: Provinces, code: string): RegionPath => {
  for (const province of provinces) {
    if (province[0] === code) return [option(province)]
    for (const city of province[2]) {
      if (city[0] === code) return [option(province), option(city)]
      for (const county of city[2]) if (county[0] === code) return [option(province), option(city), option(county)]
    }
  }
  return []
}

export const pathText = (path: RegionPath): string =>
  path
    .map(({ name }) => name)
    .filter((name, n, names) => names.indexOf(name) === n)
    .join(' ')
