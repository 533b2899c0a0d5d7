import { platform } from '#platform'
import { api, codeOf, newActionKey, wordsOf } from '@/api'
import { toast } from '@/composables/toast'
import { askWeixin } from '@/composables/weixin-oauth'
import { useSession } from '@/stores/session'

const link = async (proof: Parameters<typeof api.identity.linkIdentity>[0]['body']): Promise<void> =>
  useSession().noteMember(await api.identity.linkIdentity({ body: proof, idempotencyKey: newActionKey() }))

/** Tells the shop who pays, where the platform says it without a word; else asks WeChat, which brings the payer back `here`. */
const identify = async (here: string): Promise<boolean> => {
  const proof = await platform.quickProof()
  if (proof) {
    await link(proof)
    return true
  }
  if (platform.quickWay() === 'weixin_oa') await askWeixin(here, { purpose: 'pay', consentVersion: '', then: here })
  return false
}

/**
 * Opens a payment whose channel must know who pays; `undefined` where the payer was sent away to say so. `leaving` is called
 * before that.
 */
export const withPayer = async <T>(
  open: () => Promise<T>,
  here: string,
  leaving: () => void = () => undefined,
): Promise<T | undefined> => {
  try {
    return await open()
  } catch (error) {
    if (codeOf(error) !== 'PAYER_UNKNOWN') throw error
    leaving()
    if (await identify(here)) return open()
    if (platform.quickWay() !== 'weixin_oa') throw error
    return undefined
  }
}

/** Back from WeChat with the word who pays: tell the server. */
export const tellWeixin = async (code: string): Promise<boolean> => {
  try {
    await link({ method: 'weixin_oa', code })
    return true
  } catch (error) {
    toast(wordsOf(error))
    return false
  }
}
