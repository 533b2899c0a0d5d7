import { Module } from '@nestjs/common'
import { CONFIG, type Config } from '../../infra/config/config.js'
import { SettingsModule } from '../settings/index.js'
import { AddressShopController } from './address.shop.controller.js'
import { Addresses } from './addresses.js'
import { ADMIN_CONTROLLERS, ADMIN_PARTS } from './admin-parts.js'
import { Allowances } from './allowances.js'
import { AskWeixin } from './ask-weixin.js'
import { BindPhone } from './bind-phone.js'
import { Consents } from './consents.js'
import { FirstOperator } from './first-operator.js'
import { FindMembers } from './find-members.js'
import { Identities } from './identities.js'
import { IdentityAdminController } from './identity.admin.controller.js'
import { IdentityFacade } from './identity.facade.js'
import { IdentityShopController } from './identity.shop.controller.js'
import { KnownNetworks } from './known-networks.js'
import { InheritPhone } from './inherit-phone.js'
import { LinkIdentity } from './link-identity.js'
import { MemberBelongings } from './member-belongings.js'
import { MemberHoldings } from './member-holdings.js'
import { Members } from './members.js'
import { MergeMembers } from './merge-members.js'
import { OperatorSignIn } from './operator-sign-in.js'
import { Operators } from './operators.js'
import { OwnPhoneCodes } from './own-phone-codes.js'
import { PhoneSearches } from './phone-searches.js'
import { PlatformShopController } from './platform.shop.controller.js'
import { Alipay } from './platforms/alipay.js'
import { PlatformAccounts } from './platforms/platform-accounts.js'
import { Platforms } from './platforms/platforms.js'
import { WeixinAccessToken } from './platforms/weixin-access-token.js'
import { WeixinApi } from './platforms/weixin-api.js'
import { Weixin } from './platforms/weixin.js'
import { PolicyPage } from './policy-page.js'
import { Recognise } from './recognise.js'
import { RefreshSession } from './refresh-session.js'
import { SendSms } from './send-sms.js'
import { Sessions } from './sessions.js'
import { SignInByPlatform } from './sign-in-by-platform.js'
import { SignInBySms } from './sign-in-by-sms.js'
import { SignIn } from './sign-in.js'
import { SleepingAccounts } from './sleeping-accounts.js'
import { SmsCodes } from './sms-codes.js'
import { SmsSender } from './sms-sender.js'
import { TakePhone } from './take-phone.js'
import { TidySignIn } from './tidy-sign-in.js'

@Module({
  imports: [SettingsModule],
  controllers: [
    IdentityShopController,
    PlatformShopController,
    AddressShopController,
    IdentityAdminController,
    ...ADMIN_CONTROLLERS,
  ],
  providers: [
    { provide: PlatformAccounts, inject: [CONFIG], useFactory: (config: Config) => new PlatformAccounts(config) },
    Addresses,
    Alipay,
    Allowances,
    AskWeixin,
    BindPhone,
    Consents,
    FindMembers,
    Identities,
    InheritPhone,
    KnownNetworks,
    LinkIdentity,
    MemberBelongings,
    MemberHoldings,
    Members,
    MergeMembers,
    OperatorSignIn,
    Operators,
    OwnPhoneCodes,
    Platforms,
    PolicyPage,
    Recognise,
    RefreshSession,
    SendSms,
    Sessions,
    SignIn,
    SignInByPlatform,
    SignInBySms,
    SleepingAccounts,
    SmsCodes,
    SmsSender,
    TakePhone,
    TidySignIn,
    Weixin,
    WeixinAccessToken,
    WeixinApi,
    IdentityFacade,
    ...ADMIN_PARTS,
  ],
  exports: [
    IdentityFacade,
    MemberBelongings,
    MemberHoldings,
    PhoneSearches,
    FirstOperator,
    FindMembers,
    OwnPhoneCodes,
    WeixinApi,
  ],
})
export class IdentityModule {}
