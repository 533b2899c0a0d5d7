import { Module } from '@nestjs/common'
import { MediaController } from './media.controller.js'
import { MediaFacade } from './media.facade.js'

@Module({ controllers: [MediaController], providers: [MediaFacade], exports: [MediaFacade] })
export class MediaModule {}
