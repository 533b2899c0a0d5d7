import { Injectable } from '@nestjs/common'
import { instantOf } from '@jishi/kernel/time'
import { Pii } from '../../../infra/crypto/pii.js'
import type { News } from '../domain/parcel-news.js'

const FIELD = 'parcel_trackings.news'

/** The news of a parcel name people and their phones, so they are kept sealed, as one text. */
@Injectable()
export class TrackingSeals {
  constructor(private readonly pii: Pii) {}

  seal(news: readonly News[]): string {
    return this.pii.sealJson(FIELD, news)
  }

  open(sealed: string | null): News[] {
    return sealed === null
      ? []
      : this.pii.openJson<News[]>(FIELD, sealed).map((entry) => ({ ...entry, at: instantOf(entry.at) }))
  }
}
