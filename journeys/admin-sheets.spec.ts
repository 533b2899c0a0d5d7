import { madeFilm } from '@jishi/testing/film'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DESK, photographer, Window } from './support/browser.js'
import { Office } from './support/office.js'
import { openShop } from './support/open-shop.js'
import type { Shop } from './support/shop.js'
import { expectQuietPages, expectSoundBooks } from './support/sound-end.js'

const COLUMNS = '商品编码,标题,类目路径,SKU编码,售价,属性,参数,库存初值'
const PEAR = 'JOURNEY-PEAR,山顶雪梨,鲜果,JOURNEY-PEAR-1,29.80,产区=云南,净含量=5 斤|等级=一级,40'
/** The second product as somebody typed it in a hurry, and as they meant it. */
const PLUM = (price: string): string => `JOURNEY-PLUM,脆李子,鲜果,JOURNEY-PLUM-1,${price},产区=四川,净含量=3 斤,20`

interface Listed {
  items: { id: string; title: string }[]
}

/** Goods that come by the sheet, the pictures and the film they are given, and how they are found. */
describe('the sheet, the media room and the search room of the back office', () => {
  const photograph = photographer('admin-sheets')
  let shop: Shop
  let window: Window
  let owner: Office

  beforeAll(async () => {
    shop = await openShop()
    window = await Window.open()
    owner = new Office(await window.person(DESK, 'dark'), shop)
  })
  afterAll(async () => {
    await window?.close()
    await shop?.remove()
  })

  const sheet = (...lines: string[]) => ({
    name: '秋季上新.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from([COLUMNS, ...lines].join('\n')),
  })
  const bring = (file: { name: string; mimeType: string; buffer: Buffer }) =>
    owner.page.locator('.drop input[type=file]').first().setInputFiles(file)
  const listed = async (title: string) =>
    (await owner.ask<Listed>(`products?q=${encodeURIComponent(title)}`)).items.filter((one) => one.title === title)
  /** A tile of the library, in its room or in a picker: its name begins with that of the file. */
  const tile = (name: string, inside: Page | Locator = owner.page) =>
    inside.getByRole('button', { name: new RegExp(`^${name}`) }).first()

  it('checks a sheet first, shows the cell that is wrong, and writes nothing', async () => {
    const account = shop.accounts.operators.find(({ role }) => role === 'owner')
    await owner.open('/imports')
    await owner.signIn(account?.username ?? '', account?.password ?? '')
    await owner.see('把表格拖到这里')
    await bring(sheet(PEAR, PLUM('十九块八')))
    await owner.page.waitForURL(/\/imports\/[0-9a-f-]{36}/)
    await owner.see('“十九块八”不是金额')
    await owner.see('导入 1 个商品')
    await photograph(owner.page, '01-wrong-cell')
    expect([...(await listed('山顶雪梨')), ...(await listed('脆李子'))]).toEqual([])
  })

  it('applies the sheet once it is right, and the goods are there', async () => {
    await owner.open('/imports')
    await bring(sheet(PEAR, PLUM('19.80')))
    await owner.press('导入 2 个商品')
    await owner.press('确定', owner.dialog)
    await owner.see('导入完成：写入 2 个商品')
    await photograph(owner.page, '02-applied')
    await owner.open(`/products?q=${encodeURIComponent('山顶雪梨')}`)
    await owner.row('山顶雪梨').waitFor()
    expect(await listed('脆李子')).toHaveLength(1)
  })

  it('takes a picture and a film into the media room', async () => {
    const { page } = owner
    await owner.open('/media')
    await owner.see('把图片、视频拖到这里')
    const picture = await page.screenshot({ clip: { x: 200, y: 60, width: 480, height: 480 } })
    await bring({ name: '果园清晨.png', mimeType: 'image/png', buffer: picture })
    await tile('果园清晨').waitFor()
    await bring({ name: '采梨记.mp4', mimeType: 'video/mp4', buffer: madeFilm() })
    await tile('采梨记').waitFor()
    await photograph(page, '03-media')
  })

  it('shows both on the product, and then neither can be put away', async () => {
    const { page } = owner
    const [pear] = await listed('山顶雪梨')
    await owner.open(`/products/${pear?.id}`)
    await owner.press('商品图 添加图片')
    await tile('果园清晨', owner.dialog).click()
    await owner.press('使用', owner.dialog)
    await page.getByRole('button', { name: /^添加视频/ }).click()
    await tile('采梨记', owner.dialog).click()
    await owner.press('使用', owner.dialog)
    await owner.see('采梨记')
    await owner.press('保存草稿')
    await owner.see('已全部保存')
    await photograph(page, '04-product')
    await owner.open('/media')
    for (const name of ['果园清晨', '采梨记']) {
      await tile(name).click()
      await owner.dialog.getByRole('link', { name: '山顶雪梨' }).waitFor()
      const putAway = owner.dialog.getByRole('button', { name: '收起', exact: true })
      await expect.poll(() => putAway.isDisabled(), { message: name }).toBe(true)
      await photograph(page, name === '采梨记' ? '05-film' : '05-picture')
      await page.keyboard.press('Escape')
      await owner.dialog.waitFor({ state: 'hidden' })
    }
    const { items } = await owner.ask<{ items: { id: string }[] }>(`media?q=${encodeURIComponent('采梨记')}`)
    expect(await owner.tell(`media/${items[0]?.id}/archive`, {})).toMatchObject({ code: 'MEDIA_IN_USE' })
  })

  it('makes the search anew when it is asked twice', async () => {
    await owner.open('/search')
    await owner.press('重建索引')
    await owner.see('期间搜索照常可用')
    await owner.press('确定', owner.dialog)
    await owner.see('已开始重建')
    interface Index {
      rebuild: { doneAt: string | null }
    }
    await expect.poll(async () => (await owner.ask<Index>('search/index')).rebuild.doneAt).not.toBeNull()
    await expect.poll(() => owner.page.getByText('正在重建').count()).toBe(0)
    await owner.see(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}$/)
    await photograph(owner.page, '06-search')
  })

  it('asked no stranger for anything, met no error on the way, and every count is right', async () => {
    expectQuietPages(window)
    await expectSoundBooks(shop)
  })
})
