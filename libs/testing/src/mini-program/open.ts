import type { glassEasel } from 'glass-easel-miniprogram-adapter'
import { alipayApi, tapAlipayButton } from './alipay-client.js'
import type { ClientParts, LaunchOptions, Mood } from './client.js'
import type { Api } from './client-pages.js'
import { fromAlipay, fromPage, fromWechat, type Instance, type WechatOptions } from './definitions.js'
import { Device } from './device.js'
import { PlainEvents } from './events.js'
import { Gateway, type Person } from './gateway.js'
import { Incidents } from './incidents.js'
import { MiniPackage, type Vendor } from './package.js'
import { PageStack, parseAddress, type OpenPage, type Query } from './page-stack.js'
import { Realm } from './realm.js'
import { Screen } from './screen.js'
import { Stage, type DataUpdate } from './stage.js'
import { compileTemplates, type Templates } from './templates.js'
import { PrivacyGate, tapWechatButton, wechatApi } from './wechat-client.js'
import { Wire } from './wire.js'

export interface MiniProgramOptions {
  readonly folder: string
  readonly vendor: Vendor
  /** Registered origins, and the shop under test that each of them stands for. */
  readonly origins: Readonly<Record<string, string>>
  readonly consoleUrl: string
  readonly person: Person
  readonly appId: string
  /** A phone that was used before; without one it is new. */
  readonly device?: Device
  /** Where the program is entered: a path with its query. */
  readonly path?: string
  readonly scene?: number
  readonly patienceMs?: number
}

/** What a page hands over when somebody shares it: a path to a friend, a query to WeChat's moments. */
export interface ShareCard {
  readonly title?: string
  readonly path?: string
  readonly query?: string
  readonly imageUrl?: string
}

const PATIENCE_MS = 20_000
const FIRST_SCENE = 1001

type Options = Record<string, unknown>

/** A compiled mini program that runs without its client. */
export class MiniProgram {
  readonly device: Device
  readonly mood: Mood = { cashier: 'pay', givesPhone: true, codeOfApp: undefined }
  readonly incidents = new Incidents()
  readonly screen: Screen
  readonly pages: PageStack
  /** Every card that went to a friend by the program's own button. */
  readonly sent: ShareCard[] = []
  private readonly pack: MiniPackage
  private readonly realm: Realm
  private readonly stage: Stage
  private readonly templates: Templates
  private readonly events = new PlainEvents((error) => this.incidents.note('error in a listener', error))
  private readonly parts: ClientParts
  private readonly gate: PrivacyGate
  private readonly defined = new Set<string>()
  private readonly launch: LaunchOptions
  private defining = ''
  private app: Options = {}

  constructor(private readonly options: MiniProgramOptions) {
    this.device = options.device ?? new Device()
    this.pack = new MiniPackage(options.folder, options.vendor)
    this.templates = compileTemplates(this.pack, this.events)
    this.realm = new Realm(this.pack, this.incidents)
    this.stage = new Stage(this.pack, this.templates, this.incidents)
    const { path, query } = parseAddress(options.path ?? this.pack.home)
    this.launch = { path: path.replace(/^\//, ''), query, scene: options.scene ?? FIRST_SCENE }
    this.pages = new PageStack({
      tabs: this.pack.tabs,
      has: (route) => this.pack.pages.includes(route),
      open: (route, given, enter) => this.openPage(route, given, enter),
      call: (page, hook, argument) => this.callPage(page, hook, argument),
    })
    this.parts = this.clientParts()
    this.gate = new PrivacyGate(this.parts)
    this.screen = this.openScreen(options.patienceMs ?? PATIENCE_MS)
  }

  /** Every `setData` of the run. */
  get updates(): readonly DataUpdate[] {
    return this.stage.updates
  }

  /** Runs the program's own files, then enters it as the client would. */
  start(): this {
    this.incidents.watchRejections()
    const { vendor, appId } = this.options
    const api: Api = vendor === 'mp-weixin' ? wechatApi(this.parts, this.gate, appId) : alipayApi(this.parts)
    this.realm.provide({
      [vendor === 'mp-weixin' ? 'wx' : 'my']: api,
      App: (app: Options) => void (this.app = app),
      Page: (page: Options) => this.define(fromPage(page)),
      Component: (component: Options) => this.define(this.definitionOf(component)),
      getApp: () => this.app,
      getCurrentPages: () => this.pages.pages.map(({ instance }) => instance),
    })
    this.realm.require('app.js')
    this.callApp('onLaunch')
    this.callApp('onShow')
    const found = this.pack.pages.includes(this.launch.path)
    // A program that does not care about an unknown page leaves the person before an empty one.
    if (found) this.guard(() => this.pages.reLaunch(this.address()))
    else this.callApp('onPageNotFound')
    return this
  }

  /** Taps the tab with this number. */
  tab(index: number): void {
    const route = this.pack.tabs[index] ?? ''
    this.pages.hook(this.pages.top, 'onTabItemTap', this.realm.inside({ index, pagePath: route, text: '' }))
    this.pages.switchTab(`/${route}`)
  }

  reachBottom(): void {
    this.pages.hook(this.pages.top, 'onReachBottom')
  }

  pullDown(): void {
    this.pages.hook(this.pages.top, 'onPullDownRefresh')
  }

  /** A finger moves the page. */
  scroll(scrollTop: number): void {
    this.pages.hook(this.pages.top, 'onPageScroll', this.realm.inside({ scrollTop }))
  }

  /** The client's own menu; without a card of the page's own the client does not offer it. */
  share(to: 'friend' | 'moments'): ShareCard | undefined {
    return this.cardOf(to === 'friend' ? 'onShareAppMessage' : 'onShareTimeline', { from: 'menu' })
  }

  get route(): string {
    return this.pages.top.route
  }

  /** Ends it as the system does: without a word. The phone keeps its memory. */
  close(): void {
    this.guard(() => this.pages.closeAll())
    this.realm.close()
    this.stage.close()
    this.device.forgetListeners()
    this.incidents.close()
  }

  private clientParts(): ClientParts {
    const { options, device, launch, mood } = this
    return {
      device,
      launch,
      mood,
      person: options.person,
      wire: new Wire(device, options.origins),
      gateway: new Gateway(options.consoleUrl),
      pages: () => this.pages,
      inside: (value) => this.realm.inside(value),
      bytes: (data) => this.realm.bytes(data),
      guard: (run) => this.guard(run),
      send: (target, event, detail) => (target as glassEasel.Element).triggerEvent(event, detail, { bubbles: false }),
    }
  }

  private openScreen(patienceMs: number): Screen {
    return new Screen(
      () => this.pages.pages.at(-1)?.mounted.place,
      {
        heard: () => this.events.heard,
        openType: (type, button) => {
          if (type === 'share') return void this.sent.push(this.cardOf('onShareAppMessage', { from: 'button' }) ?? {})
          void (this.options.vendor === 'mp-weixin'
            ? tapWechatButton(this.parts, this.gate, type, button)
            : tapAlipayButton(this.parts, type, button))
        },
      },
      patienceMs,
    )
  }

  private address(): string {
    const query = Object.entries(this.launch.query).map(([key, value]) => `${key}=${value}`)
    return `/${this.launch.path}${query.length > 0 ? `?${query.join('&')}` : ''}`
  }

  private definitionOf(component: Options): WechatOptions {
    if (this.options.vendor === 'mp-weixin') return fromWechat(component)
    return fromAlipay(component, this.templates.handed, (instance) => this.stage.ownerOf(instance))
  }

  private define(definition: WechatOptions): void {
    this.stage.define(this.defining, definition)
  }

  /** A page's code is loaded when it is first opened, after that of its components. */
  private load(path: string): void {
    if (this.defined.has(path)) return
    this.defined.add(path)
    Object.values(this.pack.componentsOf(path)).forEach((component) => this.load(component))
    this.defining = path
    this.realm.require(`${path}.js`)
  }

  private openPage(route: string, given: Query, enter: (page: OpenPage) => void): OpenPage {
    this.load(route)
    const mounted = this.stage.create(route)
    const { instance } = mounted
    const query = this.realm.inside(given)
    Object.assign(instance, { route, options: query })
    const page = { route, mounted, instance }
    enter(page)
    // Alipay's pages exist before their components do; WeChat's hear of their query when they are in place.
    if (this.options.vendor === 'mp-alipay') this.callPage(page, 'onLoad', query)
    mounted.attach()
    if (this.options.vendor === 'mp-weixin') this.callPage(page, 'onLoad', query)
    return page
  }

  private callPage({ instance }: { instance: Instance }, hook: string, argument?: unknown): void {
    const method = instance[hook]
    if (typeof method === 'function')
      this.guard(() => void (method as (given: unknown) => unknown).call(instance, argument))
  }

  private cardOf(hook: string, given: Options): ShareCard | undefined {
    const { instance } = this.pages.top
    const method = instance[hook]
    if (typeof method !== 'function') return undefined
    const card = (method as (given: unknown) => unknown).call(instance, this.realm.inside(given))
    return card === undefined ? undefined : (JSON.parse(JSON.stringify(card)) as ShareCard)
  }

  private callApp(hook: string): void {
    const method = this.app[hook]
    const entry = this.realm.inside(this.launch)
    if (typeof method === 'function')
      this.guard(() => void (method as (given: unknown) => unknown).call(this.app, entry))
  }

  private guard(run: () => void): void {
    try {
      run()
    } catch (error) {
      this.incidents.note('error', error)
    }
  }
}

export const openMiniProgram = (options: MiniProgramOptions): MiniProgram => new MiniProgram(options).start()
