/** A short walk with pictures: SKU panel, cart with lines, search. node test/tap.mjs <origin> <out dir> [light|dark] [WxH] */
import { mkdirSync } from 'node:fs'
import { chromium } from 'playwright-core'

const [origin, out, theme = 'light', size = '390x844'] = process.argv.slice(2)
const [width, height] = size.split('x').map(Number)
mkdirSync(out, { recursive: true })
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
})
const page = await (
  await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    deviceScaleFactor: 1.5,
    hasTouch: true,
    isMobile: width < 700,
    locale: 'zh-CN',
  })
).newPage()
page.on('pageerror', (error) => console.log('page error', error.message))
const shot = async (name) => {
  await page.waitForTimeout(700)
  await page.screenshot({ path: `${out}/walk-${name}-${theme}-${size}.png` })
}
await page.goto(origin, { waitUntil: 'networkidle' })
await page.locator('.feed .goods').first().click()
await page.waitForLoadState('networkidle')
await page.getByText('加入购物车').first().click()
await shot('sku')
await page.getByRole('radio', { name: '3 斤装' }).click()
await page.getByRole('radio', { name: '75mm' }).click()
await shot('sku-moved')
await page.getByRole('button', { name: '增加一件' }).click()
await page.getByRole('button', { name: '加入购物车' }).last().click()
await shot('added')
await page.getByRole('link', { name: '购物车' }).click()
await shot('cart')
await page.getByRole('button', { name: '增加一件' }).first().click()
await shot('cart-more')
await page.getByRole('button', { name: /^删除/ }).first().click()
await shot('cart-undo')
await page.getByRole('button', { name: '撤销' }).click()
await shot('cart-undone')
await page.goto(`${origin}/pkg-goods/list/list?focus=1`)
await page.locator('input').fill('没有的东西')
await page.keyboard.press('Enter')
await shot('nothing')
await browser.close()
