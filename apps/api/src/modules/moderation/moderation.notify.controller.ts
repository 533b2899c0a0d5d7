import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import { moderationEndpoints } from '@jishi/contracts/moderation/moderation.schema'
import { Input, RawBody } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import { TakeWeixinPush } from './take-weixin-push.js'

/** What WeChat reads as "taken", as text; anything else it sends again. */
const TAKEN = 'success'

@Controller()
export class ModerationNotifyController {
  constructor(private readonly take: TakeWeixinPush) {}

  @Serve(moderationEndpoints.weixinEcho)
  echo(@Input() { query }: InputOf<typeof moderationEndpoints.weixinEcho>): Promise<unknown> {
    return Promise.resolve(this.take.echo(query))
  }

  @Serve(moderationEndpoints.weixinMessages)
  async messages(
    @Input() { query }: InputOf<typeof moderationEndpoints.weixinMessages>,
    @RawBody() raw: Buffer,
  ): Promise<unknown> {
    await this.take.run(query, raw)
    return TAKEN
  }
}
