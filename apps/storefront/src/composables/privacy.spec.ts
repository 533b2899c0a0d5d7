import { beforeEach, describe, expect, it, vi } from 'vitest'
import { forgetAll, situation } from '../../test/fake-platform'
import { answerPrivacy, privacyQuestion, watchPrivacy } from './privacy'

describe('privacy', () => {
  beforeEach(() => {
    forgetAll()
    privacyQuestion.value = null
  })

  it('is spoken of at the first start, and not again after either answer', () => {
    watchPrivacy()
    expect(privacyQuestion.value).not.toBeNull()
    answerPrivacy(false)
    expect(privacyQuestion.value).toBeNull()
    watchPrivacy()
    expect(privacyQuestion.value).toBeNull()
  })

  it('is asked again when the platform needs the word, and the platform hears it', () => {
    watchPrivacy()
    answerPrivacy(false)
    const hear = vi.fn()
    situation.needPrivacy(hear)
    expect(privacyQuestion.value).not.toBeNull()
    answerPrivacy(true)
    expect(hear).toHaveBeenCalledExactlyOnceWith(true)
  })
})
