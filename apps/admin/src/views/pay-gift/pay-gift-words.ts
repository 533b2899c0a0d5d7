import type { GivenGiftState, PayGiftPhase } from '@jishi/contracts/promotion/pay-gifts.terms'
import type { Tone } from '@/components/state-tag.vue'

export const phaseTones: Readonly<Record<PayGiftPhase, Tone>> = {
  draft: 'quiet',
  scheduled: 'gold',
  running: 'fresh',
  paused: 'gold',
  over: 'quiet',
  stopped: 'quiet',
}

export const givenTones: Readonly<Record<GivenGiftState, Tone>> = {
  given: 'fresh',
  taken_back: 'quiet',
  spent: 'gold',
  missed: 'brand',
}
