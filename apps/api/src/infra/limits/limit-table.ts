/** What a limit counts: requests from one network, of one signed-in person, of one of their devices (a sign-in), or naming one value of the body. */
export type LimitSubject = 'ip' | 'actor' | 'device' | { readonly field: string }

export interface LimitRule {
  readonly by: LimitSubject
  readonly points: number
  readonly seconds: number
}

const minute = 60
const hour = 3_600

/**
 * Limits that routes name. They spare the database from floods and are wide on purpose: they count every request,
 * refused ones too, while the tight limits (codes of a phone, tries of a password) are kept where they are spent.
 * A body field is counted under a digest of its value, so no phone number is ever a key. All rules of a name must
 * have room, else the request is refused with RATE_LIMITED.
 */
export const NAMED_LIMITS: Readonly<Record<string, readonly LimitRule[]>> = {
  sms: [
    { by: { field: 'phone' }, points: 6, seconds: minute },
    { by: { field: 'phone' }, points: 30, seconds: hour },
    { by: 'ip', points: 60, seconds: hour },
  ],
  signIn: [
    { by: { field: 'phone' }, points: 30, seconds: 10 * minute },
    { by: 'ip', points: 60, seconds: 10 * minute },
  ],
  refresh: [{ by: 'ip', points: 120, seconds: minute }],
  operatorSignIn: [
    { by: { field: 'username' }, points: 60, seconds: 15 * minute },
    { by: 'ip', points: 60, seconds: 15 * minute },
  ],
  /** Drawing a picture anew is the dearest thing an operator can ask for. */
  upload: [{ by: 'actor', points: 300, seconds: 5 * minute }],
  /** A member's pictures are few, and a network's are bounded too, whoever signs in from it. */
  memberUpload: [
    { by: 'actor', points: 30, seconds: 5 * minute },
    { by: 'ip', points: 300, seconds: 5 * minute },
  ],
  /** Somebody reads each of these: nobody has more to say than this. */
  review: [
    { by: 'actor', points: 60, seconds: 10 * minute },
    { by: 'ip', points: 600, seconds: 10 * minute },
  ],
  /** A tap on somebody's review: many of them are no interest in any. */
  vote: [
    { by: 'actor', points: 60, seconds: minute },
    { by: 'ip', points: 600, seconds: minute },
  ],
  /** Asking, changing and taking back an invoice and its titles: forms that people fill by hand. */
  invoice: [
    { by: 'actor', points: 60, seconds: 10 * minute },
    { by: 'ip', points: 600, seconds: 10 * minute },
  ],
  /** Each one may cost several calls to a channel, whose patience is the whole shop's. */
  pay: [{ by: 'actor', points: 30, seconds: minute }],
  /** Asking a friend to pay, and taking that back: a person does it a few times. */
  askFriend: [{ by: 'actor', points: 30, seconds: 10 * minute }],
  /** Tokens are too long to be guessed; whoever tries anyway is slowed down. */
  friendLook: [{ by: 'ip', points: 120, seconds: minute }],
  /** Each one is a question to WeChat, whose patience is the whole shop's. Paying must not use it up, nor be used up by it. */
  receipt: [{ by: 'actor', points: 20, seconds: minute }],
  /** Codes are long enough not to be guessed; who types one has no need of more. */
  redeem: [
    { by: 'actor', points: 30, seconds: minute },
    { by: 'ip', points: 120, seconds: minute },
  ],
  /** A person taps a few times; a program of theirs hears that it is too early from memory, and this many times. */
  seckillTicket: [
    { by: 'actor', points: 60, seconds: minute },
    { by: 'device', points: 40, seconds: minute },
    { by: 'ip', points: 600, seconds: minute },
  ],
  /** Each request needs a ticket of its own; repeats of one are what a bad line makes. */
  seckillTake: [{ by: 'ip', points: 900, seconds: minute }],
  placeOrder: [{ by: 'actor', points: 300, seconds: minute }],
}

/** Every request to the API counts here, named limit or not; channels have their own signatures instead. */
export const GENERAL_LIMITS: readonly LimitRule[] = [
  { by: 'ip', points: 1_200, seconds: minute },
  { by: 'actor', points: 1_200, seconds: minute },
]
