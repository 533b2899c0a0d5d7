/** A person with WeChat on the phone. Each app knows them by an openid of its own, all apps by one unionid. */
export interface Person {
  unionid: string
  phone: string | null
  openids: Record<string, string>
  createdAt: number
}

export type CodeKind = 'login' | 'phone' | 'oauth'

export interface OpenCode {
  code: string
  kind: CodeKind
  appid: string
  unionid: string
  /** What the person agreed to; only codes of web authorisation have one. */
  scope: string | null
  issuedAt: number
  usedAt: number | null
}

export interface AccessToken {
  value: string
  appid: string
  issuedAt: number
  expiresAt: number
  /** Asked for by force, which replaces every token before it. */
  forced: boolean
  /** A token that was replaced by force is invalid at once; one that ran out is expired. */
  replaced: boolean
}

/** A parcel, or what went without one, as it was told. */
export interface ShippingItem {
  tracking_no?: string | undefined
  express_company?: string | undefined
  item_desc: string
  contact?: { consignor_contact?: string | undefined; receiver_contact?: string | undefined } | undefined
}

/** What a merchant told of one payment; `whole` = nothing more is to follow, after which one change is left. */
export interface ShippedOrder {
  outTradeNo: string
  logisticsType: number
  deliveryMode: number
  items: ShippingItem[]
  whole: boolean
  changed: boolean
  uploadTime: string
  confirmedAt: number | null
}

/** What happens at the open platform. */
export type OpenFact =
  | { what: 'person-known'; person: Person }
  | { what: 'code-issued'; code: OpenCode }
  | { what: 'code-used'; code: string; at: number }
  | { what: 'token-asked'; appid: string; at: number }
  | { what: 'token-issued'; token: AccessToken }
  | { what: 'token-expired'; value: string; at: number }
  | { what: 'order-shipped'; shipping: ShippedOrder }
  | { what: 'receipt-confirmed'; outTradeNo: string; at: number }
  | { what: 'order-path-set'; appid: string; path: string }
