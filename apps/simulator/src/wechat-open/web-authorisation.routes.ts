import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Book } from '../book/book.js'
import type { Clock } from '../clock.js'
import { rawBodyOf } from '../http/raw-body.js'
import type { Keyring } from '../keys/keyring.js'
import { text } from './apps.js'
import type { Query } from './apps.js'
import { choicePage, departurePage, refusalPage } from './web-authorisation.page.js'
import { People } from './people.js'
import type { Person } from './records.js'

export interface WebAuthorisationParts {
  book: Book
  keyring: Keyring
  clock: Clock
  merchantName: string
  /** The name under which shoppers reach the simulator; the shop beside it has the same. */
  publicHostname: () => string
}

interface Wish {
  appid: string
  scope: string
  state: string
  redirectUri: URL
}

const PATH = '/connect/oauth2/authorize'
/** Which person this browser was last: on a phone that would be the one WeChat account on it. */
const COOKIE = 'simulator_wechat_person'
const COOKIE_SECONDS = 30 * 24 * 60 * 60
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']
const SCOPES = ['snsapi_base', 'snsapi_userinfo']
const STATE_LIMIT = 128
const OFFERED = 6

function redirectUriOf(given: string, hosts: readonly string[]): URL | null {
  if (!URL.canParse(given)) return null
  const address = new URL(given)
  return ['http:', 'https:'].includes(address.protocol) && hosts.includes(address.hostname) ? address : null
}

/** Reads the address a shop sent its visitor to, or says in the platform's words what is wrong with it. */
function wishOf(query: Query, parts: WebAuthorisationParts): Wish | string {
  const [appid, scope, state] = [text(query, 'appid'), text(query, 'scope'), text(query, 'state')]
  if (appid !== parts.keyring.wechatOfficialAccount.appid) return 'AppID 参数错误'
  const redirectUri = redirectUriOf(text(query, 'redirect_uri'), [...LOOPBACK, parts.publicHostname()])
  if (redirectUri === null) return 'redirect_uri 参数错误 错误码:10003'
  if (!SCOPES.includes(scope)) return 'Scope 参数错误或没有 Scope 权限 错误码:10005'
  const wellFormed = text(query, 'response_type') === 'code' && Buffer.byteLength(state) <= STATE_LIMIT
  return wellFormed ? { appid, scope, state, redirectUri } : '参数错误'
}

function returnAddress({ redirectUri, state }: Wish, code: string): string {
  const address = new URL(redirectUri)
  address.searchParams.set('code', code)
  address.searchParams.set('state', state)
  return address.href
}

function rememberedPerson(request: FastifyRequest, book: Book): Person | undefined {
  const cookies = (request.headers.cookie ?? '').split(/;\s*/)
  const unionid = cookies.find((cookie) => cookie.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1)
  return unionid === undefined ? undefined : book.open.people.get(unionid)
}

function sendPage(reply: FastifyReply, page: string, status = 200): FastifyReply {
  return reply.status(status).type('text/html; charset=utf-8').send(page)
}

/** Sign-in on a web page inside WeChat: the visitor comes from the shop and returns to it with a code. */
export function webAuthorisationRoutes(app: FastifyInstance, parts: WebAuthorisationParts): void {
  const { book, keyring, clock, merchantName } = parts
  const people = new People(book, keyring, clock)
  const issue = (wish: Wish, person: Person): string => {
    return returnAddress(wish, people.issue('oauth', wish.appid, person, wish.scope).code)
  }
  app.get(PATH, async (request, reply) => {
    const wish = wishOf(request.query as Query, parts)
    if (typeof wish === 'string') return sendPage(reply, refusalPage(wish), 400)
    const person = rememberedPerson(request, book)
    if (person !== undefined && wish.scope === 'snsapi_base') return reply.redirect(issue(wish, person), 302)
    const offered = [...book.open.people.values()].reverse().slice(0, OFFERED)
    return sendPage(reply, choicePage({ merchantName, wish: request.url, offered, chosen: person ?? null }))
  })
  app.post(PATH, async (request, reply) => {
    const wish = wishOf(request.query as Query, parts)
    if (typeof wish === 'string') return sendPage(reply, refusalPage(wish), 400)
    const form = Object.fromEntries(new URLSearchParams(rawBodyOf(request).toString('utf8')))
    const phone = /^1[3-9]\d{9}$/.exec(text(form, 'phone').trim())?.[0]
    const chosen = phone === undefined ? book.open.people.get(text(form, 'person')) : undefined
    const person = people.find({ appid: wish.appid, phone, unionid: chosen?.unionid })
    reply.header(
      'set-cookie',
      `${COOKIE}=${person.unionid}; Path=${PATH}; Max-Age=${COOKIE_SECONDS}; HttpOnly; SameSite=Lax`,
    )
    // The page's own policy keeps forms from leading elsewhere, redirects included, so the page takes the visitor back.
    return sendPage(reply, departurePage(issue(wish, person)))
  })
  app.post(`${PATH}/forget`, async (_request, reply) => {
    return reply.header('set-cookie', `${COOKIE}=; Path=${PATH}; Max-Age=0; HttpOnly; SameSite=Lax`).status(204).send()
  })
}
