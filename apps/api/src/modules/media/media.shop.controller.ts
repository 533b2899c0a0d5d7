import { Controller } from '@nestjs/common'
import type { InputOf } from '@jishi/contracts/endpoint'
import { mediaEndpoints } from '@jishi/contracts/media/media.schema'
import type { Picture } from '@jishi/contracts/primitives.schema'
import type { MemberActor } from '../../infra/auth/actor.js'
import { Input, Member } from '../../infra/http/parameters.js'
import { Serve } from '../../infra/http/serve.js'
import { Uploaded, type Upload } from '../../infra/http/upload.js'
import { ReceiveOwnPicture } from './receive-own-picture.js'

@Controller()
export class MediaShopController {
  constructor(private readonly receiving: ReceiveOwnPicture) {}

  @Serve(mediaEndpoints.sendOwn)
  sendOwn(
    @Member() { memberId }: MemberActor,
    @Input() { query }: InputOf<typeof mediaEndpoints.sendOwn>,
    @Uploaded() upload: Upload,
  ): Promise<Picture> {
    return this.receiving.run(memberId, query.purpose, upload)
  }
}
