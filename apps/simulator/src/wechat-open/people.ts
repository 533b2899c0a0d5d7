import { randomBytes, randomInt } from 'node:crypto'
import type { Book } from '../book/book.js'
import type { Clock } from '../clock.js'
import { GatewayError } from '../http/gateway-error.js'
import type { Keyring } from '../keys/keyring.js'
import type { CodeKind, OpenCode, Person } from './records.js'

export interface Wanted {
  appid: string
  openid?: string | undefined
  unionid?: string | undefined
  phone?: string | undefined
}

function newIdentifier(): string {
  return `o${randomBytes(21).toString('base64url').slice(0, 27)}`
}

function conflict(message: string): GatewayError {
  return new GatewayError(409, 'PERSON_CONFLICT', message)
}

/** The people of the simulated WeChat and the codes that their phones hand to apps. */
export class People {
  constructor(
    private readonly book: Book,
    private readonly keyring: Keyring,
    private readonly clock: Clock,
  ) {}

  /** The person meant: the openid decides, then the unionid, then the phone; nobody known means somebody new. */
  find(wanted: Wanted): Person {
    const known = this.#known(wanted)
    const named = known === undefined ? this.#newcomer(wanted) : this.#checked(known, wanted)
    const person: Person = {
      ...named,
      phone: wanted.phone ?? named.phone,
      openids: { ...named.openids, [wanted.appid]: wanted.openid ?? named.openids[wanted.appid] ?? newIdentifier() },
    }
    if (JSON.stringify(person) !== JSON.stringify(known)) this.#record(person)
    return person
  }

  issue(kind: CodeKind, appid: string, person: Person, scope: string | null = null): OpenCode {
    if (kind === 'phone' && person.phone === null) this.#record({ ...person, phone: this.#newPhone() })
    const code: OpenCode = {
      // Real codes have 32 characters and begin with a zero.
      code: `0${randomBytes(24).toString('base64url').slice(0, 31)}`,
      kind,
      appid,
      unionid: person.unionid,
      scope,
      issuedAt: this.clock.now(),
      usedAt: null,
    }
    this.book.recordOpen({ what: 'code-issued', code })
    return code
  }

  #known({ appid, openid, unionid, phone }: Wanted): Person | undefined {
    const { open } = this.book
    if (openid !== undefined) {
      return open.personByOpenid(appid, openid) ?? (unionid === undefined ? undefined : open.people.get(unionid))
    }
    if (unionid !== undefined) return open.people.get(unionid)
    return phone === undefined ? undefined : open.personByPhone(phone)
  }

  #checked(known: Person, { appid, openid, unionid }: Wanted): Person {
    if (unionid !== undefined && unionid !== known.unionid) throw conflict('这个 openid 属于另一个人')
    const given = known.openids[appid]
    if (openid !== undefined && given !== undefined && given !== openid) throw conflict('这个人在该应用里另有 openid')
    return known
  }

  #newcomer({ unionid }: Wanted): Person {
    const { appid, wechatMiniProgram, wechatOfficialAccount } = this.keyring
    const apps = [wechatMiniProgram.appid, wechatOfficialAccount.appid, appid]
    return {
      unionid: unionid ?? newIdentifier(),
      phone: null,
      openids: Object.fromEntries(apps.map((app) => [app, newIdentifier()])),
      createdAt: this.clock.now(),
    }
  }

  #newPhone(): string {
    for (;;) {
      const phone = `199${String(randomInt(100_000_000)).padStart(8, '0')}`
      if (this.book.open.personByPhone(phone) === undefined) return phone
    }
  }

  #record(person: Person): void {
    this.book.recordOpen({ what: 'person-known', person })
  }
}
