import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DESK, photographer, Window } from './support/browser.js'
import { Office } from './support/office.js'
import { openShop } from './support/open-shop.js'
import type { Shop } from './support/shop.js'
import { expectQuietPages } from './support/sound-end.js'

const TITLE = '手作青瓷三才盖碗'
const COLLEAGUE = { username: 'he.goods', displayName: '何运营', roles: ['operations'] }
const PASSWORD = 'four calm words here'
const HOSTILE = `<h1>窑口</h1><p>龙泉<script>window.stolen = 1</script><a href="https://elsewhere.example">同款</a></p>
  <img src="https://elsewhere.example/a.png" onerror="window.stolen = 1">`

interface Form {
  version: number
  title: string
  subtitle: string
  state: string
  detailHtml: string
  tagIds: string[]
  brandId: string | null
  attributes: { valueIds: string[] }[]
  shelfFrom: string | null
  skus: { priceFen: number; floorFen: number | null; onHand: number; archived: boolean }[]
}

/** One product from its brand to its day on the shelf, and two operators who change it at the same time. */
describe('the catalogue in the back office', () => {
  const photograph = photographer('admin-catalog')
  let shop: Shop
  let window: Window
  let owner: Office
  let colleague: Office
  let id = ''

  beforeAll(async () => {
    shop = await openShop()
    window = await Window.open()
    owner = new Office(await window.person(DESK), shop)
    colleague = new Office(await window.person(DESK, 'dark'), shop)
  })
  afterAll(async () => {
    await window?.close()
    await shop?.remove()
  })

  const form = (): Promise<Form> => owner.ask<Form>(`products/${id}/form`)
  const detail = (office: Office) => office.page.getByRole('textbox', { name: '图文详情' })

  it('makes a brand and a tag in their rooms', async () => {
    const account = shop.accounts.operators.find(({ role }) => role === 'owner')
    await owner.open('/brands')
    await owner.signIn(account?.username ?? '', account?.password ?? '')
    await owner.press('新建品牌')
    await owner.press('保存', owner.dialog)
    await owner.dialog.getByText('请填写名称').waitFor()
    await owner.labelled('品牌名称', owner.dialog).fill('山下窑')
    await owner.labelled('品牌故事', owner.dialog).fill('三代人守着一座龙窑，一年只开四次火。')
    await owner.press('保存', owner.dialog)
    await owner.row('山下窑').waitFor()
    await photograph(owner.page, '01-brands')
    await owner.press('新建品牌')
    await owner.labelled('品牌名称', owner.dialog).fill('山下窑')
    await owner.press('保存', owner.dialog)
    await owner.dialog.getByText('已有同名的品牌').waitFor()
    await owner.press('取消', owner.dialog)
    await owner.open('/tags')
    await owner.press('新建标签')
    await owner.labelled('标签名称', owner.dialog).fill('一窑一器')
    await owner.press('保存', owner.dialog)
    await owner.row('一窑一器').waitFor()
    await photograph(owner.page, '02-tags')
  })

  it('asks goods of a category for an attribute with values pasted at once', async () => {
    await owner.open('/categories')
    await owner.press('属性', owner.row('家居'))
    await owner.press('新建属性', owner.dialog)
    await owner.labelled('属性名称', owner.dialog).fill('釉色')
    await owner.dialog.getByRole('radio', { name: '多选' }).check()
    const values = owner.field('输入后回车，可一次粘贴多行', owner.dialog)
    await values.fill('粉青，梅子青、月白')
    await values.press('Enter')
    await owner.dialog.getByRole('checkbox', { name: '上架前必须填写' }).check()
    await photograph(owner.page, '03-attribute')
    await owner.press('保存', owner.dialog)
    await owner.dialog.getByText('月白').waitFor()
    await photograph(owner.page, '04-attributes')
  })

  it('fills a product with three options in one editor', async () => {
    const { page } = owner
    await owner.open('/products/new')
    await owner.labelled('商品标题').fill(TITLE)
    await owner.choose('类目', '家居')
    await owner.choose('品牌', '山下窑')
    await owner.choose('标签', '一窑一器')
    await page.keyboard.press('Escape')
    await owner.choose('用途', '手作')
    await owner.choose('釉色', '粉青')
    await page.keyboard.press('Escape')
    await owner.upload('商品图', await page.screenshot({ clip: { x: 0, y: 0, width: 640, height: 640 } }))
    for (const [name, values] of [
      ['容量', '120 毫升，150 毫升'],
      ['釉面', '冰裂，素面'],
      ['包装', '布袋，木盒'],
    ] as const) {
      await owner.press('＋ 添加规格')
      await page.getByRole('textbox', { name: '规格名，如重量' }).last().fill(name)
      const first = owner.field(`${name} 规格值 1`)
      await first.focus()
      await owner.paste({ 'text/plain': values })
      await owner.field(`${name} 规格值 2`).waitFor()
    }
    await owner.see('8 个组合')
    for (const [label, value] of Object.entries({ 售价: '168', 底价: '120', '重量(克)': '450', '库存 ±': '6' }))
      await owner.field(label).fill(value)
    await owner.press('填入全部')
    await owner.field('150 毫升 / 素面 / 木盒 售价').fill('100')
    await owner.press('保存草稿')
    await owner.see('低于底价 120.00 元')
    await owner.field('150 毫升 / 素面 / 木盒 售价').fill('238')
    await photograph(page, '05-combinations')
  })

  it('describes it in words and pictures, of which only what is safe comes in', async () => {
    const { page } = owner
    await detail(owner).click()
    await owner.paste({ 'text/html': HOSTILE })
    await owner.see('有 1 张外部图片没有带入')
    await page.keyboard.press('Control+End')
    await page.keyboard.press('Enter')
    await owner.press('加粗')
    await page.keyboard.type('坯薄如纸')
    await owner.press('插入图片')
    await owner.dialog.locator('.grid button').first().click()
    await owner.press('使用', owner.dialog)
    await detail(owner).locator('img').waitFor()
    expect(await detail(owner).locator('a, script').count()).toBe(0)
    await owner.press('手机预览')
    await owner.dialog.getByText('坯薄如纸').first().waitFor()
    await photograph(page, '06-on-a-phone')
    await page.keyboard.press('Escape')
    await photograph(page, '07-rich-text')
  })

  it('lets it wait for its day, which a reload still knows', async () => {
    const { page } = owner
    const from = owner.labelled('定时上架')
    await from.fill('2027-01-01 09:00')
    await from.press('Enter')
    await owner.press('定时上架')
    await owner.see('已安排，到时自动上架')
    await page.waitForURL(/\/admin\/products\/[0-9a-f-]{36}$/)
    id = page.url().split('/').pop() ?? ''
    const saved = await form()
    expect(saved).toMatchObject({ state: 'scheduled', shelfFrom: '2027-01-01T01:00:00.000Z', title: TITLE })
    expect(saved.detailHtml).toMatch(
      /^<h2>窑口<\/h2><p>龙泉同款<\/p>.*<strong>坯薄如纸<\/strong>.*<img src="\/media\/[\w-]{22}\/1280\.webp"/,
    )
    expect([saved.brandId !== null, saved.tagIds.length, saved.attributes[0]?.valueIds.length]).toEqual([true, 1, 1])
    const living = saved.skus.filter(({ archived }) => !archived)
    expect(living.map(({ floorFen, onHand }) => [floorFen, onHand])).toEqual(Array(8).fill([12_000, 6]))
    await page.reload()
    await expect.poll(() => owner.labelled('定时上架').inputValue()).toBe('2027-01-01 09:00')
    await owner.see('待上架')
    await photograph(page, '08-scheduled')
  })

  it('keeps what was typed through a closed tab', async () => {
    const { page } = owner
    await owner.labelled('副标题').fill('写到一半')
    await expect.poll(() => page.evaluate(() => Object.keys(localStorage).join())).toContain(id)
    page.once('dialog', (question) => void question.accept())
    await page.reload()
    await owner.press('恢复')
    await expect.poll(() => owner.labelled('副标题').inputValue()).toBe('写到一半')
    await owner.labelled('副标题').fill('')
  })

  it('puts the changes of two operators together and asks only where they differ', async () => {
    const { oneTimePassword } = await owner.tell<{ oneTimePassword: string }>('operators', COLLEAGUE)
    await colleague.open('/orders')
    await colleague.signIn(COLLEAGUE.username, oneTimePassword)
    await colleague.labelled('当前密码').fill(oneTimePassword)
    await colleague.labelled('新密码').fill(PASSWORD)
    await colleague.labelled('再输一次新密码').fill(PASSWORD)
    await colleague.press('修改密码')
    await colleague.page.getByRole('heading', { name: '工作台' }).waitFor()
    await colleague.open(`/products/${id}`)
    await expect.poll(() => colleague.labelled('商品标题').inputValue()).toBe(TITLE)

    await owner.labelled('商品标题').fill(`${TITLE}（春窑）`)
    await owner.field('120 毫升 / 冰裂 / 布袋 售价').fill('158')
    await owner.press('保存')
    await owner.see('已全部保存')

    await colleague.labelled('商品标题').fill(`${TITLE} 礼盒`)
    await colleague.labelled('副标题').fill('送长辈的一份安静')
    await colleague.press('保存')
    await colleague.dialog.getByText(/^林店长 在 .* 保存过/).waitFor()
    await colleague.dialog.getByText(`${TITLE}（春窑）`, { exact: true }).waitFor()
    await photograph(colleague.page, '09-conflict')
    await colleague.dialog.getByRole('radiogroup', { name: '商品标题' }).getByText('对方的').click()
    await colleague.press('合并并保存', colleague.dialog)
    await colleague.see('已全部保存')
    const merged = await form()
    expect(merged).toMatchObject({ title: `${TITLE}（春窑）`, subtitle: '送长辈的一份安静', state: 'scheduled' })
    expect(merged.skus[0]?.priceFen).toBe(15_800)
    await photograph(colleague.page, '10-merged')
  })

  it('tells the second of two who edit one brand, and loses neither', async () => {
    const story = '三代人守着一座龙窑，一年只开六次火。'
    const brands = async () => (await owner.ask<{ items: object[] }>('brands')).items
    for (const office of [owner, colleague]) {
      await office.open('/brands')
      await office.press('编辑', office.row('山下窑'))
      await expect.poll(() => office.labelled('品牌名称', office.dialog).inputValue()).toBe('山下窑')
    }
    await owner.labelled('品牌故事', owner.dialog).fill(story)
    await owner.press('保存', owner.dialog)
    await owner.row(story).waitFor()

    await colleague.labelled('品牌名称', colleague.dialog).fill('山下老窑')
    await colleague.press('保存', colleague.dialog)
    await colleague.dialog.getByText(/有同事保存了新的内容/).waitFor()
    expect(await colleague.labelled('品牌名称', colleague.dialog).inputValue()).toBe('山下老窑')
    await photograph(colleague.page, '10-overtaken')
    expect(await brands()).toContainEqual(expect.objectContaining({ name: '山下窑', story }))
    await colleague.press('放弃我填的，看最新内容', colleague.dialog)
    expect(await colleague.labelled('品牌故事', colleague.dialog).inputValue()).toBe(story)
    await colleague.labelled('品牌名称', colleague.dialog).fill('山下老窑')
    await colleague.press('保存', colleague.dialog)
    await colleague.row('山下老窑').waitFor()
    expect(await brands()).toContainEqual(expect.objectContaining({ name: '山下老窑', story }))
  })

  it('changes many at once, tells which stayed, and takes back what was a slip', async () => {
    const { page } = owner
    await owner.open(`/products?q=${encodeURIComponent('手作青瓷')}`)
    await page.getByRole('checkbox', { name: /^选择 手作青瓷/ }).check()
    await owner.press('改权重')
    await owner.labelled('排序权重', owner.dialog).fill('88')
    await owner.press('应用', owner.dialog)
    await owner.see('已修改 1 件')
    await page.getByRole('checkbox', { name: /^选择 手作青瓷/ }).check()
    await owner.press('移入回收站')
    await owner.see('1 件已移入回收站')
    await owner.press('撤销')
    await owner.row('手作青瓷').waitFor()
    expect((await form()).state).not.toBe('on_shelf')
    await owner.open('/products?state=recycled')
    await owner.see('回收站是空的')
    await owner.open('/products?sort=weight')
    await owner.row('手作青瓷').getByText('88').waitFor()
    await photograph(page, '11-list')
  })

  it('asked no stranger for anything and met no error on the way', () => {
    expectQuietPages(window)
  })
})
