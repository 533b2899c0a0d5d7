export const MEMBER_STATES = ['active', 'blocked'] as const
export type MemberState = (typeof MEMBER_STATES)[number]
export const CONSENT_PURPOSES = ['sms', 'sign_in', 'membership', 'phone'] as const
export const REASON_LIMIT = 200
