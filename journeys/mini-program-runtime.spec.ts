import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { openMiniProgram, type MiniProgram } from '@jishi/testing/mini-program/open'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

type Files = Record<string, string>

const page = (body: string): string =>
  `Component({data:{words:'',many:[]},methods:{onLoad(query){this.query=query;${body}},tap(){this.setData({words:'tapped'})}}})`
const markup =
  '<view bindtap="tap">press</view><text>{{words}}</text><view wx:for="{{many}}" wx:key="index">{{item}}</view>'
const plain = (name: string, body = ''): Files => ({
  [`${name}.js`]: page(body),
  [`${name}.json`]: '{}',
  [`${name}.wxml`]: markup,
})
const sound: Files = {
  'app.json': JSON.stringify({
    pages: ['pages/home', 'pages/me', 'pages/deep'],
    tabBar: { list: [{ pagePath: 'pages/home' }, { pagePath: 'pages/me' }] },
  }),
  'app.js': 'App({onLaunch(){},onPageNotFound(){wx.switchTab({url:"/pages/home"})}})',
  ...plain('pages/home'),
  ...plain('pages/me'),
  ...plain('pages/deep'),
}

const said = (call: string): string => `wx.${call}`
/** Ends with what a call was answered on the page. */
const asking = (call: string, options: string): string =>
  `const me=this;${said(call)}(Object.assign(${options},{success(a){me.setData({words:'ok '+JSON.stringify(a)})},fail(a){me.setData({words:a.errMsg})}}))`

let server: Server
let origin = ''
let folder = ''
let program: MiniProgram | undefined

beforeAll(async () => {
  server = createServer((request, answer) => answer.end(JSON.stringify({ method: request.method })))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())
afterEach(() => {
  program?.close()
  rmSync(folder, { recursive: true, force: true })
})

const open = (changes: Files = {}, path?: string): MiniProgram => {
  folder = mkdtempSync(join(tmpdir(), 'jishi-mini-'))
  for (const [name, text] of Object.entries({ ...sound, ...changes })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  program = openMiniProgram({
    folder,
    vendor: 'mp-weixin',
    origins: { 'https://shop.example': origin },
    consoleUrl: origin,
    person: { phone: '13955500001' },
    appId: 'wx0000000000000000',
    patienceMs: 2_000,
    ...(path === undefined ? {} : { path }),
  })
  return program
}
const home = (body: string): Files => ({ 'pages/home.js': page(body) })

describe('a program without its client', () => {
  it('shows, listens, and notes what it was sent', async () => {
    const { screen, updates, incidents } = open()
    await screen.tap('press')
    await screen.see('tapped')
    expect(updates).toEqual([{ part: 'pages/home', bytes: 18 }])
    expect(incidents.all).toEqual([])
  })

  it('minds a tap that nobody listens to', async () => {
    const { screen } = open({ 'pages/home.wxml': '<view>deaf</view>' })
    await expect(screen.tap('deaf')).rejects.toThrow(/nothing listens/)
  })

  it.each([
    'fetch',
    'URL',
    'URLSearchParams',
    'FormData',
    'AbortController',
    'TextEncoder',
    'crypto',
    'structuredClone',
  ])('has no %s', (name) => {
    expect(open(home(`new ${name}()`)).incidents.all.join()).toContain(`${name} is not defined`)
  })

  it.each(['document', 'window', 'localStorage', 'navigator', 'process', 'Buffer', 'setImmediate', 'Intl'])(
    'has no %s either',
    (name) => {
      expect(open(home(`${name}.x`)).incidents.all.join()).toContain(`${name} is not defined`)
    },
  )

  it.each(['eval("1")', 'new Function("1")', '(()=>{}).constructor("1")'])('refuses %s', (code) => {
    expect(open(home(code)).incidents.all.join()).toContain('Code generation from strings disallowed')
  })

  it('notes an error said aloud, one in a listener, one in a timer and a promise nobody hears', async () => {
    const body = 'console.error("one");setTimeout(()=>{throw new Error("two")},0)'
    const { screen, incidents } = open({
      'pages/home.js': page(body).replace("this.setData({words:'tapped'})", 'throw new Error("three")'),
    })
    await screen.tap('press')
    await screen.until('three incidents', () => incidents.all.length === 3)
    expect(incidents.all.join()).toMatch(/one.*three.*two/s)
  })

  it('names the line of markup that cannot be compiled', () => {
    expect(() => open({ 'pages/me.wxml': '<view>\n<text></view>' })).toThrow(/pages\/me:\d+:\d+/)
  })
})

describe('its pages', () => {
  it('live and end in the order of the client', async () => {
    const { pages } = open()
    pages.navigateTo('/pages/deep?id=%E4%B8%8A')
    expect(pages.top.instance['options']).toEqual({ id: '%E4%B8%8A' })
    pages.redirectTo('/pages/deep')
    pages.navigateBack()
    pages.switchTab('/pages/me')
    pages.switchTab('/pages/home')
    expect(pages.history).toEqual(
      [
        ...['home onLoad', 'home onShow', 'home onReady', 'home onHide'],
        ...['deep onLoad', 'deep onShow', 'deep onReady', 'deep onUnload'],
        ...['deep onLoad', 'deep onShow', 'deep onReady', 'deep onUnload'],
        ...['home onShow', 'home onHide', 'me onLoad', 'me onShow', 'me onReady', 'me onHide', 'home onShow'],
      ].map((line) => `pages/${line}`),
    )
  })

  it('know of themselves while they load', async () => {
    const deep = page("this.setData({words:'page '+getCurrentPages().length})")
    const { pages, screen } = open({ 'pages/deep.js': deep })
    pages.navigateTo('/pages/deep')
    await screen.see('page 2')
  })

  it('are refused as the client refuses them', () => {
    const { pages } = open()
    expect(() => pages.navigateTo('/pages/me')).toThrow('tabbar page')
    expect(() => pages.switchTab('/pages/deep')).toThrow('no-tabBar page')
    expect(() => pages.navigateTo('/pages/none')).toThrow('not found')
    for (let depth = 1; depth < 10; depth += 1) pages.navigateTo('/pages/deep')
    expect(() => pages.navigateTo('/pages/deep')).toThrow('page limit')
  })

  it('give way to home when nobody knows the address', async () => {
    await open({}, 'pages/none').screen.see('press')
  })
})

describe('what it shares', () => {
  const sharing = page('').replace(
    'methods:{',
    "methods:{onShareAppMessage({from}){return{title:from,path:'/pages/deep?id=1'}},",
  )

  it('is what the page says, by its own button and by the menu', async () => {
    const shared = open({ 'pages/home.js': sharing, 'pages/home.wxml': '<button open-type="share">send</button>' })
    await shared.screen.tap('send')
    expect(shared.sent).toEqual([{ title: 'button', path: '/pages/deep?id=1' }])
    expect(shared.share('friend')).toEqual({ title: 'menu', path: '/pages/deep?id=1' })
  })

  it('is nothing where the page says nothing', () => {
    expect(open().share('moments')).toBeUndefined()
  })

  it('notes where a page is moved, by a finger and by itself', async () => {
    const body = page('').replace(
      'methods:{',
      'methods:{onPageScroll({scrollTop}){this.setData({words:"at "+scrollTop})},',
    )
    const moves = 'wx.pageScrollTo({selector:"#deep"})'
    const program = open({ 'pages/home.js': body.replace("this.setData({words:'tapped'})", moves) })
    program.scroll(300)
    await program.screen.see('at 300')
    await program.screen.tap('press')
    expect(program.device.scrolls).toEqual(['#deep'])
  })
})

describe('its client', () => {
  it('asks registered hosts only, and never with PATCH', async () => {
    await open(home(asking('request', '{url:"https://shop.example/a",method:"PUT"}'))).screen.see(/^ok .*PUT/)
    program?.close()
    await open(home(asking('request', '{url:"https://other.example/a"}'))).screen.see(/not in domain list/)
    program?.close()
    await open(home(asking('request', '{url:"https://shop.example/a",method:"PATCH"}'))).screen.see(/method is invalid/)
  })

  it('stops before personal data until its own button was pressed', async () => {
    const button =
      '<button open-type="agreePrivacyAuthorization">agree</button><view bindtap="tap">copy</view><text>{{words}}</text>'
    const body = page('').replace("this.setData({words:'tapped'})", asking('setClipboardData', '{data:"x"}'))
    const { screen, device } = open({ 'pages/home.js': body, 'pages/home.wxml': button })
    await screen.tap('copy')
    await screen.see(/privacy permission is not authorized/)
    expect(device.clipboard).toBe('')
    await screen.tap('agree')
    await screen.tap('copy')
    await screen.see(/^ok/)
    expect(device.clipboard).toBe('x')
  })
})
