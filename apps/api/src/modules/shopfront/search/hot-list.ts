import { Injectable } from '@nestjs/common'
import type { HotWords } from '@jishi/contracts/shopfront/search.schema'
import { MAX_HOT_WORDS } from '@jishi/contracts/shopfront/search.terms'
import type { Sql } from '../../../infra/database/sql.js'
import { SettingsFacade } from '../../settings/index.js'
import { AskedWordsBook } from './asked-words.js'

/** So many of the first places are marked as hot. */
const HOTTEST = 3

/** The words a shopper is offered before typing: those the shop pins, then those people ask for. */
@Injectable()
export class HotList {
  constructor(
    private readonly settings: SettingsFacade,
    private readonly asked: AskedWordsBook,
  ) {}

  async view(reader: Sql): Promise<HotWords> {
    const { pinned, hidden } = await this.settings.get('search')
    const kept = new Set(hidden)
    const popular = await this.asked.popular(reader, MAX_HOT_WORDS + hidden.length)
    const words = [...new Set([...pinned, ...popular.filter((word) => !kept.has(word))])].slice(0, MAX_HOT_WORDS)
    return { items: words.map((word, index) => ({ words: word, rank: index + 1, hot: index < HOTTEST })) }
  }
}
