/** What a limit counts: requests from one address, of one signed-in person, or naming one value of the body. */
export type LimitSubject = 'ip' | 'actor' | { readonly field: string }

export interface LimitRule {
  readonly by: LimitSubject
  readonly points: number
  readonly seconds: number
}

const minute = 60
const hour = 3_600
const day = 86_400

/**
 * Limits that routes name. A body field is counted under a digest of its value, so no phone number is
 * ever a key. All rules of a name must have room, else the request is refused with RATE_LIMITED.
 */
export const NAMED_LIMITS: Readonly<Record<string, readonly LimitRule[]>> = {
  sms: [
    { by: { field: 'phone' }, points: 1, seconds: minute },
    { by: { field: 'phone' }, points: 5, seconds: hour },
    { by: { field: 'phone' }, points: 10, seconds: day },
    { by: 'ip', points: 20, seconds: hour },
  ],
  signIn: [
    { by: { field: 'phone' }, points: 10, seconds: 10 * minute },
    { by: 'ip', points: 40, seconds: 10 * minute },
  ],
  refresh: [{ by: 'ip', points: 120, seconds: minute }],
  operatorSignIn: [
    { by: { field: 'username' }, points: 10, seconds: 15 * minute },
    { by: 'ip', points: 30, seconds: 15 * minute },
  ],
  placeOrder: [{ by: 'actor', points: 60, seconds: minute }],
}

/** Every request to the API counts here, named limit or not; channels have their own signatures instead. */
export const GENERAL_LIMITS: readonly LimitRule[] = [
  { by: 'ip', points: 1_200, seconds: minute },
  { by: 'actor', points: 600, seconds: minute },
]
