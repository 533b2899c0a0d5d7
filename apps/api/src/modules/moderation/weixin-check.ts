import { Inject, Injectable } from '@nestjs/common'
import type { CheckVerdict } from '@jishi/contracts/moderation/moderation.terms'
import { z } from 'zod'
import { CONFIG, type Config } from '../../infra/config/config.js'
import { WeixinApi } from '../identity/index.js'

/** Another answer may come later: busy, or more asked than a minute or a day holds. */
const PASSING = new Set([-1, 45_009, 45_011])
const VERSION = 2
/** A comment. */
const SCENE = 2
const IMAGE = 2
const WIDTH = 1_280

const refusable = { errcode: z.int().optional() }
export const suggestion = z.object({ suggest: z.enum(['pass', 'review', 'risky']), label: z.int().optional() })
const textAnswer = z.object({ ...refusable, result: suggestion.optional() })
const pictureAnswer = z.object({ ...refusable, trace_id: z.string().min(1).max(128).optional() })

export interface Judged {
  readonly verdict: CheckVerdict
  /** WeChat's number for what it found, 100 for nothing. */
  readonly label: number | null
}

/** The verdict comes under this trace. */
export interface Traced {
  readonly traceId: string
}

/** It can never say: the person was not there lately, or it does not take the call. A person looks instead. */
export const UNKNOWN: Judged = { verdict: 'unknown', label: null }

/** WeChat's look at what people of the mini program write and send. */
@Injectable()
export class WeixinCheck {
  constructor(
    private readonly weixin: WeixinApi,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Undefined where the answer may come later. Throws PLATFORM_UNAVAILABLE, which is the same. */
  async text(openid: string, content: string): Promise<Judged | undefined> {
    const body = { version: VERSION, scene: SCENE, openid, content }
    const { errcode = 0, result } = await this.weixin.ask('/wxa/msg_sec_check', body, textAnswer)
    if (PASSING.has(errcode)) return undefined
    return errcode === 0 && result !== undefined ? judged(result) : UNKNOWN
  }

  /** The trace its verdict comes under later; UNKNOWN or undefined as above. */
  async picture(openid: string, mediaId: string): Promise<Traced | Judged | undefined> {
    const url = `${this.config.mediaBaseUrl || this.config.notifyBaseUrl}/media/${mediaId}/${WIDTH}.webp`
    const body = { version: VERSION, scene: SCENE, openid, media_type: IMAGE, media_url: url }
    const { errcode = 0, trace_id: traceId } = await this.weixin.ask('/wxa/media_check_async', body, pictureAnswer)
    if (PASSING.has(errcode)) return undefined
    return errcode === 0 && traceId !== undefined ? { traceId } : UNKNOWN
  }
}

export const judged = ({ suggest, label }: z.infer<typeof suggestion>): Judged => ({
  verdict: suggest,
  label: label ?? null,
})
