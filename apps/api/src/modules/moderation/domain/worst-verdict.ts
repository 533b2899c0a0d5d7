import { CHECK_VERDICTS, type CheckVerdict } from '@jishi/contracts/moderation/moderation.terms'

/** One bad picture is enough; what was not looked at keeps everything from passing. */
export const worstVerdict = (verdicts: readonly CheckVerdict[]): CheckVerdict =>
  verdicts.reduce<CheckVerdict>(
    (worst, verdict) => (CHECK_VERDICTS.indexOf(verdict) > CHECK_VERDICTS.indexOf(worst) ? verdict : worst),
    'pass',
  )
