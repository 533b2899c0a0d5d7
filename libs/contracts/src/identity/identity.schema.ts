import { z } from 'zod'
import { endpoint } from '../endpoint.js'
import { at, done, idParams, nothing, page, uuid } from '../primitives.schema.js'
import { identityRoutes } from './identity.routes.js'
import {
  ADDRESS_TAGS,
  IDENTITY_PROVIDERS,
  PERMISSIONS,
  PHONE_PATTERN,
  POLICY_KINDS,
  SIGN_IN_NOTICES,
  SMS_PURPOSES,
} from './identity.terms.js'

const phone = z.string().regex(PHONE_PATTERN)
const consentVersion = z.string().min(1).max(40)

/** The policies a person must accept before a phone or a sign-in code is used; one version covers the set. */
export const policies = z.object({
  version: z.string(),
  effectiveAt: at,
  /** True where the shop runs on simulators: the sign-in page then tells where to read the code. */
  demo: z.boolean(),
  /** Where the simulator's console listens on this host, in a demo shop. */
  consolePort: z.int().nullable(),
  items: z.array(z.object({ kind: z.enum(POLICY_KINDS), title: z.string(), paragraphs: z.array(z.string()) })),
})
export type Policies = z.infer<typeof policies>

export const sendSmsBody = z.strictObject({ phone, purpose: z.enum(SMS_PURPOSES), consentVersion })
export type SendSmsBody = z.infer<typeof sendSmsBody>
export const smsSent = z.object({ resendAfterSeconds: z.int(), expiresAt: at })
export type SmsSent = z.infer<typeof smsSent>

/** The one-time code a platform's client hands over: five minutes, once, of one app. */
const platformCode = z.string().min(1).max(512)
const device = z.string().max(120).optional()
/** A person of a platform, by a code of it, to be joined to the account that is signed in to. */
export const identityProof = z.strictObject({ method: z.enum(IDENTITY_PROVIDERS), code: platformCode })
export type IdentityProof = z.infer<typeof identityProof>
/** What Alipay's client answers when the phone is asked for: ciphertext and signature, opened by the server only. */
export const alipayPhone = z.strictObject({
  response: z.string().min(1).max(4_000),
  sign: z.string().max(1_000),
  sign_type: z.string().max(10).optional(),
  encrypt_type: z.string().max(10).optional(),
  charset: z.string().max(20).optional(),
})
export type AlipayPhone = z.infer<typeof alipayPhone>

export const signInBody = z.discriminatedUnion('method', [
  z.strictObject({
    method: z.literal('sms'),
    phone,
    code: z.string().regex(/^\d{6}$/),
    consentVersion,
    device,
    /** Joins the platform's account to the member the phone opens. */
    identity: identityProof.optional(),
    /** For an account nobody used for 90 days: the name of somebody it once sent goods to. */
    receiverName: z.string().trim().min(1).max(25).optional(),
  }),
  /** In the WeChat mini program; `phoneCode` is what the phone button gave, another code than the sign-in's. */
  z.strictObject({
    method: z.literal('weixin'),
    code: platformCode,
    phoneCode: platformCode.optional(),
    consentVersion,
    device,
  }),
  /** In WeChat's own browser, by the official account. */
  z.strictObject({ method: z.literal('weixin_oa'), code: platformCode, consentVersion, device }),
  z.strictObject({
    method: z.literal('alipay'),
    code: platformCode,
    phone: alipayPhone.optional(),
    consentVersion,
    device,
  }),
])
export type SignInBody = z.infer<typeof signInBody>

/** A phone proven by a message or by the platform, for the member who is signed in. */
export const bindPhoneBody = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('sms'), phone, code: z.string().regex(/^\d{6}$/), consentVersion }),
  z.strictObject({ method: z.literal('weixin'), phoneCode: platformCode, consentVersion }),
  z.strictObject({ method: z.literal('alipay'), phone: alipayPhone, consentVersion }),
])
export type BindPhoneBody = z.infer<typeof bindPhoneBody>

/** Where WeChat's browser asks who somebody is; it comes back to `returnPath` of this shop with `code` and `state`. */
export const weixinOauthQuery = z.strictObject({
  returnPath: z
    .string()
    .max(300)
    .regex(/^\/(?![/\\])[\w\-./?=&%]*$/),
  state: z.string().regex(/^[0-9a-f]{16,64}$/),
})
export type WeixinOauthQuery = z.infer<typeof weixinOauthQuery>
export const weixinOauth = z.object({ url: z.url() })
export type WeixinOauth = z.infer<typeof weixinOauth>

/** `phoneMasked` is null until a phone is proven: a platform's account alone is enough to shop. */
export const member = z.object({
  id: uuid,
  displayName: z.string(),
  phoneMasked: z.string().nullable(),
  joinedAt: at,
})
export type MemberView = z.infer<typeof member>

export const session = z.object({
  accessToken: z.string(),
  accessExpiresAt: at,
  refreshToken: z.string(),
  refreshExpiresAt: at,
  member,
  notices: z.array(z.enum(SIGN_IN_NOTICES)),
})
export type SessionView = z.infer<typeof session>
export const refreshBody = z.strictObject({ refreshToken: z.string().min(20).max(200) })
export type RefreshBody = z.infer<typeof refreshBody>

/** A region code is the six digits of the county; its province and city are its prefixes. */
export const addressBody = z.strictObject({
  receiver: z.string().trim().min(1).max(25),
  phone,
  regionCode: z.string().regex(/^\d{6}$/),
  detail: z.string().trim().min(2).max(120),
  tag: z.enum(ADDRESS_TAGS).nullable().optional(),
  isDefault: z.boolean().optional(),
})
export type AddressBody = z.infer<typeof addressBody>
/** The member's own address, in clear: it is theirs. */
export const address = z.object({
  id: uuid,
  receiver: z.string(),
  phone: z.string(),
  regionCode: z.string(),
  province: z.string(),
  city: z.string(),
  county: z.string(),
  detail: z.string(),
  tag: z.enum(ADDRESS_TAGS).nullable(),
  isDefault: z.boolean(),
})
export type AddressView = z.infer<typeof address>

/** Three levels: provinces → cities → counties, each `[code, name, children?]` to keep it small. */
export const regions = z.object({
  version: z.string(),
  provinces: z.array(
    z.tuple([
      z.string(),
      z.string(),
      z.array(z.tuple([z.string(), z.string(), z.array(z.tuple([z.string(), z.string()]))])),
    ]),
  ),
})
export type Regions = z.infer<typeof regions>

export const operatorSignInBody = z.strictObject({
  username: z.string().min(1).max(60),
  password: z.string().min(1).max(200),
})
export type OperatorSignInBody = z.infer<typeof operatorSignInBody>
export const operator = z.object({
  id: uuid,
  username: z.string(),
  displayName: z.string(),
  roles: z.array(z.string()),
  permissions: z.array(z.enum(PERMISSIONS)),
  shopName: z.string(),
  /** Signed in with a password somebody else chose: until it is changed, nothing else may be done. */
  mustChangePassword: z.boolean(),
})
export type OperatorView = z.infer<typeof operator>

export const identityEndpoints = {
  policies: endpoint(identityRoutes.policies, { reply: policies }),
  sendSms: endpoint(identityRoutes.sendSms, { body: sendSmsBody, reply: smsSent }),
  signIn: endpoint(identityRoutes.signIn, { body: signInBody, reply: session }),
  refresh: endpoint(identityRoutes.refresh, { body: refreshBody, reply: session }),
  signOut: endpoint(identityRoutes.signOut, { body: nothing.optional(), reply: done }),
  weixinOauth: endpoint(identityRoutes.weixinOauth, { query: weixinOauthQuery, reply: weixinOauth }),
  linkIdentity: endpoint(identityRoutes.linkIdentity, { body: identityProof, reply: member }),
  bindPhone: endpoint(identityRoutes.bindPhone, { body: bindPhoneBody, reply: member }),
  me: endpoint(identityRoutes.me, { reply: member }),
  regions: endpoint(identityRoutes.regions, { reply: regions }),
  addresses: endpoint(identityRoutes.addresses, { reply: page(address) }),
  address: endpoint(identityRoutes.address, { params: idParams, reply: address }),
  addAddress: endpoint(identityRoutes.addAddress, { body: addressBody, reply: address }),
  changeAddress: endpoint(identityRoutes.changeAddress, { params: idParams, body: addressBody, reply: address }),
  removeAddress: endpoint(identityRoutes.removeAddress, { params: idParams, reply: done }),
  operatorSignIn: endpoint(identityRoutes.operatorSignIn, { body: operatorSignInBody, reply: operator }),
  operatorSignOut: endpoint(identityRoutes.operatorSignOut, { body: nothing.optional(), reply: done }),
  operatorMe: endpoint(identityRoutes.operatorMe, { reply: operator }),
}
