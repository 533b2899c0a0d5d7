import { leftText } from '@/composables/words'
import { t } from '../words/copy'
import type { Outcome } from './grab'

const PLAIN = {
  too_many_open: 'seckill.tooManyOpen',
  not_started: 'seckill.notStarted',
  ended: 'seckill.ended',
  stopped: 'seckill.stopped',
  too_busy: 'seckill.tooBusy',
  no_answer: 'seckill.noAnswer',
} as const

const limitWords = (perMember: number | null): string =>
  perMember === null ? t('seckill.limitReachedPlain') : t('seckill.limitReached', { n: perMember })

/** What became of a grab, in a sentence; empty where the page itself says it: what was won, and who has to sign in. */
export const outcomeWords = (outcome: Outcome): string => {
  switch (outcome.state) {
    case 'won':
    case 'signed_out':
      return ''
    case 'sold_out':
      return t(outcome.mayReturn ? 'seckill.soldOutMayReturn' : 'seckill.soldOut')
    case 'short':
      return t('seckill.short', { n: outcome.left })
    case 'limit_reached':
      return limitWords(outcome.perMember)
    case 'cooling_down':
      return t('seckill.coolingDown', { time: leftText(outcome.seconds * 1_000) })
    case 'failed':
      return outcome.words === '' ? t('seckill.failed') : outcome.words
    default:
      return t(PLAIN[outcome.state])
  }
}
