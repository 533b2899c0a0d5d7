import type { CarrierFact, Parcel } from './records.js'

const keyOf = (company: string, number: string): string => `${company} ${number}`

/** The parcels on the road, as the facts of the journal make them. */
export class Parcels {
  readonly #known = new Map<string, Parcel>()

  apply(fact: CarrierFact): void {
    if (fact.what === 'parcel-watched') {
      const { parcel } = fact
      this.#known.set(keyOf(parcel.company, parcel.number), { ...parcel, news: [...parcel.news] })
    } else this.#known.get(keyOf(fact.company, fact.number))?.news.push(fact.news)
  }

  clear(): void {
    this.#known.clear()
  }

  get(company: string, number: string): Parcel | undefined {
    return this.#known.get(keyOf(company, number))
  }

  /** Whoever holds the parcel in their hands knows its number only. */
  numbered(number: string): Parcel | undefined {
    return [...this.#known.values()].reverse().find((parcel) => parcel.number === number)
  }

  all(): Parcel[] {
    return [...this.#known.values()]
  }
}
