import { Injectable } from '@nestjs/common'
import { SettingsFacade } from '../settings/index.js'
import { flaggedWords } from './domain/word-filter.js'

/** Looks through what people write before others read it. */
@Injectable()
export class ModerationFacade {
  constructor(private readonly settings: SettingsFacade) {}

  /** Words of the shop's own list that a text contains: they lead an operator's eye and decide nothing. */
  async flagged(text: string): Promise<string[]> {
    const { words } = await this.settings.get('review')
    return flaggedWords(text, words)
  }
}
