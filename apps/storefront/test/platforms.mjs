/** Pictures of signing in and paying in each kind of browser. node test/platforms.mjs <origin> <out dir> [light|dark] */
import { mkdirSync } from 'node:fs'
import { chromium } from 'playwright-core'

const [origin, out, theme = 'light'] = process.argv.slice(2)
mkdirSync(out, { recursive: true })
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
})
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148'
const order = '01900000-0000-7000-8000-000000000007'
const person = async (userAgent, width = 390, height = 844) => {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    deviceScaleFactor: 1.5,
    hasTouch: true,
    isMobile: width < 700,
    locale: 'zh-CN',
    ...(userAgent ? { userAgent } : {}),
  })
  const page = await context.newPage()
  page.on('pageerror', (error) => console.log('page error', error.message))
  page.on('console', (message) => message.type() === 'error' && console.log('console', message.text()))
  return page
}
const shot = async (page, name) => {
  await page.waitForTimeout(900)
  await page.screenshot({ path: `${out}/${name}-${theme}.png` })
}
const see = (page, path) => page.goto(origin + path, { waitUntil: 'networkidle' })
const press = (page, text) => page.getByText(text, { exact: true }).filter({ visible: true }).last().click()
const signIn = async (page) => {
  await see(page, '/pkg-member/sign-in/sign-in')
  await page.getByRole('checkbox').click()
  await page.locator('input').first().fill('13812346602')
  await page.locator('input').nth(1).fill('123456')
  await page.getByRole('button', { name: '登录' }).last().click()
  await page.waitForTimeout(1200)
}

const phone = await person(IPHONE)
await see(phone, '/pkg-member/sign-in/sign-in')
await shot(phone, 'sign-in')
await signIn(phone)
await see(phone, '/pages/me/me')
await shot(phone, 'me')
await see(phone, '/pkg-member/bind-phone/bind-phone')
await shot(phone, 'bind-phone')
await see(phone, '/pkg-member/licences/licences')
await shot(phone, 'licences')
await see(phone, '/pkg-order/checkout/checkout')
await shot(phone, 'checkout')
await phone.evaluate(() => window.scrollTo(0, 9999))
await shot(phone, 'checkout-end')
await see(phone, `/pkg-order/order/order?id=${order}`)
await shot(phone, 'order')
await phone.evaluate(() => window.scrollTo(0, 9999))
await shot(phone, 'order-end')
await see(phone, `/pkg-order/pay-result/pay-result?id=${order}`)
await shot(phone, 'confirming')
await phone.waitForTimeout(6000)
await shot(phone, 'unpaid')
await see(phone, '/pkg-order/pay-result/pay-result?id=nonsense')
await shot(phone, 'no-such-payment')
await see(phone, '/pkg-goods/product/product?scene=unknown')
await shot(phone, 'no-such-product')
await see(phone, '/pkg-nothing/at/all?scene=9')
await shot(phone, 'no-such-page')
console.log('an unknown address ends at', phone.url())

const wechat = await person(`${IPHONE} MicroMessenger/8.0.50`)
await see(wechat, '/pages/me/me')
await wechat.getByText('登录 / 注册').click()
await shot(wechat, 'wechat-sign-in')
await wechat.getByRole('checkbox').click()
await press(wechat, '微信一键登录')
await shot(wechat, 'wechat-phone-taken')
console.log('back from WeChat at', wechat.url())
await press(wechat, '用短信登录')
await shot(wechat, 'wechat-join')

const desk = await person(undefined, 1280, 800)
await signIn(desk)
await see(desk, `/pkg-order/order/order?id=${order}`)
await press(desk, '去支付 14:3').catch(() => desk.locator('.footer .button').last().click())
await shot(desk, 'desktop-code')
await browser.close()
