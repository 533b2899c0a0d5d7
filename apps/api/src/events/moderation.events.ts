import type { CheckedKind, CheckVerdict } from '@jishi/contracts/moderation/moderation.terms'
import { eventVersions } from '../infra/outbox/event-map.js'

declare module '../infra/outbox/event-map.js' {
  interface EventMap {
    /** A platform has looked through all of what somebody wrote; the verdict is the worst of its texts and pictures. */
    'content.checked': {
      readonly subjectKind: CheckedKind
      readonly subjectId: string
      /** Which part of it, in its owner's own words. */
      readonly part: string
      readonly verdict: CheckVerdict
    }
  }
}

export const moderationEvents = eventVersions({ 'content.checked': 1 })
