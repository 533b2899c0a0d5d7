import type { MemberView, SessionView } from '@jishi/contracts/identity/identity.schema'
import type { SignInNotice } from '@jishi/contracts/identity/identity.terms'
import { isoOf } from '@jishi/kernel/time'
import type { TokenPair } from './sessions.js'

export const sessionView = (
  pair: TokenPair,
  member: MemberView,
  notices: readonly SignInNotice[] = [],
): SessionView => ({
  accessToken: pair.accessToken,
  accessExpiresAt: isoOf(pair.accessExpiresAt),
  refreshToken: pair.refreshToken,
  refreshExpiresAt: isoOf(pair.refreshExpiresAt),
  member,
  notices: [...notices],
})
