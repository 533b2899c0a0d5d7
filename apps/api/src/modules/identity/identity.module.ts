import { Module } from '@nestjs/common'
import { CONFIG, type Config } from '../../infra/config/config.js'
import { SettingsModule } from '../settings/index.js'
import { AddressShopController } from './address.shop.controller.js'
import { Addresses } from './addresses.js'
import { Allowances } from './allowances.js'
import { AskWeixin } from './ask-weixin.js'
import { Consents } from './consents.js'
import { Identities } from './identities.js'
import { IdentityAdminController } from './identity.admin.controller.js'
import { IdentityFacade } from './identity.facade.js'
import { IdentityShopController } from './identity.shop.controller.js'
import { Members } from './members.js'
import { OperatorSignIn } from './operator-sign-in.js'
import { Operators } from './operators.js'
import { PlatformShopController } from './platform.shop.controller.js'
import { PlatformAccounts } from './platforms/platform-accounts.js'
import { PolicyPage } from './policy-page.js'
import { Recognise } from './recognise.js'
import { RefreshSession } from './refresh-session.js'
import { SendSms } from './send-sms.js'
import { Sessions } from './sessions.js'
import { SignIn } from './sign-in.js'
import { SmsSender } from './sms-sender.js'
import { TidySignIn } from './tidy-sign-in.js'

@Module({
  imports: [SettingsModule],
  controllers: [IdentityShopController, PlatformShopController, AddressShopController, IdentityAdminController],
  providers: [
    { provide: PlatformAccounts, inject: [CONFIG], useFactory: (config: Config) => new PlatformAccounts(config) },
    Addresses,
    Allowances,
    AskWeixin,
    Consents,
    Identities,
    Members,
    OperatorSignIn,
    Operators,
    PolicyPage,
    Recognise,
    RefreshSession,
    SendSms,
    Sessions,
    SignIn,
    SmsSender,
    TidySignIn,
    IdentityFacade,
  ],
  exports: [IdentityFacade],
})
export class IdentityModule {}
