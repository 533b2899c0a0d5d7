import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ApiShopper } from './support/api-shopper.js'
import { DESK, photographer, Window } from './support/browser.js'
import { Office } from './support/office.js'
import { openShop } from './support/open-shop.js'
import type { Shop } from './support/shop.js'
import { expectQuietPages, expectSoundBooks } from './support/sound-end.js'

const TITLE = '龙泉青瓷手作茶杯'
const BOOK = '江南茶事图录'
const CLERK = { username: 'xia.packer', name: '夏拣货', password: 'four calm words here' }

interface Card {
  id: string
  title: string
  price: { fromFen: number; toFen: number }
}
interface ProductDetail {
  skus: { id: string; available?: number }[]
}

/** One shop owner's working day, in a real browser against the real shop. */
describe('a working day in the back office', () => {
  const photograph = photographer('admin')
  let shop: Shop
  let window: Window
  let owner: Office
  let clerk: Office
  let shopper: ApiShopper
  let orderId = ''

  beforeAll(async () => {
    shop = await openShop()
    window = await Window.open()
    owner = new Office(await window.person(DESK), shop)
    clerk = new Office(await window.person(DESK), shop)
    shopper = new ApiShopper(shop, '13900077031')
  })
  afterAll(async () => {
    await window?.close()
    await shop?.remove()
  })

  /** What anybody sees in the shop under a name. */
  const onTheShelf = async (title: string): Promise<Card | undefined> => {
    const found = await shopper.ask<{ items: Card[] }>(`products?q=${encodeURIComponent(title)}`)
    return found.body.items.find((card) => card.title === title)
  }

  it('begins at the workbench, with the figures of the day', async () => {
    await owner.open('/')
    const account = shop.accounts.operators.find(({ role }) => role === 'owner')
    await owner.signIn(account?.username ?? '', account?.password ?? '')
    await owner.page.getByRole('heading', { name: '工作台' }).waitFor()
    await owner.see('支付金额')
    await expect.poll(() => owner.page.locator('dd strong').first().innerText()).toMatch(/\d/)
    await owner.page.getByRole('heading', { name: '最新订单' }).waitFor()
    await photograph(owner.page, '01-workbench')
  })

  it('makes a product with two options and a picture of its own, and puts it on the shelf', async () => {
    const { page } = owner
    const picture = await page.screenshot({ clip: { x: 0, y: 0, width: 640, height: 640 } })
    await owner.open('/categories')
    await owner.press('新建类目')
    await owner.labelled('名称', owner.dialog).fill('手作茶具')
    await owner.press('保存', owner.dialog)
    await owner.row('手作茶具').waitFor()
    await owner.open('/products')
    await owner.press('新建商品')
    await owner.labelled('商品标题').fill(TITLE)
    await owner.choose('类目', '手作茶具')
    await owner.upload('商品图', picture)
    for (const [name, first, second] of [
      ['釉色', '粉青', '梅子青'],
      ['容量', '120 毫升', '200 毫升'],
    ] as const) {
      await owner.press('＋ 添加规格')
      await page.getByRole('textbox', { name: '规格名，如重量' }).last().fill(name)
      await owner.field(`${name} 规格值 1`).fill(first)
      await owner.field(`${name} 规格值 1`).press('Enter')
      await owner.field(`${name} 规格值 2`).fill(second)
    }
    await owner.field('售价').fill('39.90')
    await owner.field('重量(克)').fill('300')
    await owner.field('库存 ±').fill('20')
    await owner.press('填入全部')
    await owner.field('梅子青 / 200 毫升 售价').fill('52')
    await photograph(page, '02-product-editor')
    expect(await onTheShelf(TITLE)).toBeUndefined()
    await owner.press('上架')
    await owner.see('已上架')
    await page.waitForURL(/\/admin\/products\/[0-9a-f-]{36}$/)
    await expect.poll(() => page.getByText('现存 20 · 预占 0').count()).toBe(4)
    await photograph(page, '03-product-on-shelf')
    await expect.poll(async () => (await onTheShelf(TITLE))?.price).toMatchObject({ fromFen: 3_990, toFen: 5_200 })
  })

  it('changes a price with the keyboard, and the shop asks the new one', async () => {
    await owner.field('粉青 / 120 毫升 售价').fill('36.50')
    await owner.see('有未保存的修改')
    await owner.page.keyboard.press('Control+s')
    await owner.see('已全部保存')
    await expect.poll(async () => (await onTheShelf(TITLE))?.price.fromFen).toBe(3_650)
  })

  it('adds what has arrived to the stock', async () => {
    await owner.field('粉青 / 120 毫升 库存 ±').fill('+5')
    await owner.press('保存')
    await owner.see('现存 25 · 预占 0')
    await expect.poll(() => owner.page.getByText('现存 20 · 预占 0').count()).toBe(3)
  })

  it('asks before unsaved work is left behind', async () => {
    const { page } = owner
    await owner.labelled('副标题').fill('还没有想好')
    await page.getByRole('link', { name: '类目' }).click()
    await owner.dialog.getByText('有未保存的修改，确定离开吗？').waitFor()
    await photograph(page, '04-ask-first')
    await page.keyboard.press('Escape')
    await expect.poll(() => owner.labelled('副标题').inputValue()).toBe('还没有想好')
    await page.getByRole('link', { name: '类目' }).click()
    await owner.press('确定', owner.dialog)
    await page.waitForURL(/\/categories$/)
  })

  it('sells what needs a permit only once there is one', async () => {
    const { page } = owner
    await owner.press('新建类目')
    await owner.labelled('名称', owner.dialog).fill('旧书')
    await owner.choose('所需资质', '出版物经营许可', owner.dialog)
    await owner.press('保存', owner.dialog)
    await owner.row('旧书').waitFor()
    await owner.open('/products/new')
    await owner.labelled('商品标题').fill(BOOK)
    await owner.choose('类目', '旧书')
    await owner.upload('商品图', await page.screenshot({ clip: { x: 200, y: 100, width: 500, height: 500 } }))
    await page.getByRole('row').last().getByRole('textbox').first().fill('88')
    await owner.press('上架')
    await owner.see('该类目需要有效的出版物经营许可，请先在「资质」里登记')
    await page.waitForURL(/\/admin\/products\/[0-9a-f-]{36}$/)
    const address = page.url()
    expect(await onTheShelf(BOOK)).toBeUndefined()
    await owner.open('/permits')
    await owner.press('登记资质')
    await owner.choose('类型', '出版物经营许可', owner.dialog)
    await owner.labelled('证照名称', owner.dialog).fill('出版物经营许可证')
    await owner.labelled('编号', owner.dialog).fill('新出发沪零字第 U0001 号')
    await owner.labelled('生效日', owner.dialog).fill('2026-01-01')
    await owner.labelled('生效日', owner.dialog).press('Enter')
    await owner.press('保存', owner.dialog)
    await owner.row('出版物经营许可证').getByText('有效', { exact: true }).waitFor()
    await photograph(page, '05-permits')
    await page.goto(address)
    await owner.press('上架')
    await owner.see('已上架')
    await expect.poll(async () => (await onTheShelf(BOOK))?.price.fromFen).toBe(8_800)
  })

  it('makes an account whose one-time password opens nothing but its own change', async () => {
    await owner.open('/operators')
    await owner.press('新建账号')
    await owner.labelled('账号名', owner.dialog).fill(CLERK.username)
    await owner.labelled('姓名', owner.dialog).fill(CLERK.name)
    await owner.dialog.locator('label').filter({ hasText: '打单发货，调整库存' }).click()
    await owner.press('保存', owner.dialog)
    await owner.see('只显示这一次')
    await photograph(owner.page, '06-one-time-password')
    const given = (await owner.dialog.locator('.secret').innerText()).trim()
    await owner.press('关闭', owner.dialog)
    await owner.row(CLERK.name).getByText('待改密码').waitFor()
    await photograph(owner.page, '07-operators')

    await clerk.open('/orders')
    await clerk.signIn(CLERK.username, given)
    await clerk.see('你用的是一次性密码')
    await clerk.open('/orders')
    await clerk.page.waitForURL(/\/admin\/password$/)
    await clerk.labelled('当前密码').fill(given)
    await clerk.labelled('新密码').fill(CLERK.password)
    await clerk.labelled('再输一次新密码').fill(CLERK.password)
    await clerk.press('修改密码')
    await clerk.page.getByRole('heading', { name: '工作台' }).waitFor()
  })

  it('shows the new colleague the rooms of the role, and none once the account is disabled', async () => {
    const rooms = clerk.page.getByRole('navigation', { name: '主导航' }).getByRole('link')
    await rooms.filter({ hasText: '订单' }).waitFor()
    const names = (await rooms.allInnerTexts()).join(' ')
    for (const closed of ['账号', '角色', '设置', '会员', '操作记录']) expect(names).not.toContain(closed)
    await clerk.open('/operators')
    await clerk.see('你没有查看这里的权限')
    await photograph(clerk.page, '08-not-allowed')
    await owner.press('停用', owner.row(CLERK.name))
    await owner.dialog.getByText(`停用 ${CLERK.name}？`).waitFor()
    await photograph(owner.page, '09-disable')
    await owner.press('确定', owner.dialog)
    await owner.row(CLERK.name).getByText('已停用').waitFor()
    await clerk.open('/orders')
    await clerk.page.locator('input[name=password]').waitFor()
    await clerk.signIn(CLERK.username, CLERK.password)
    await clerk.page.getByRole('alert').waitFor()
    expect(await clerk.page.getByRole('navigation', { name: '主导航' }).count()).toBe(0)
  })

  it('writes a note on an order and closes it for the shopper', async () => {
    const { page } = owner
    const card = await onTheShelf(TITLE)
    await shopper.signIn()
    const { body } = await shopper.ask<ProductDetail>(`products/${card?.id ?? ''}`)
    orderId = await shopper.placeOrder(body.skus[0]?.id ?? '')
    await owner.open(`/orders/${orderId}`)
    await owner.field('内部备注').fill('顾客来电，改买大杯')
    await owner.press('保存')
    await owner.see('备注已保存')
    await owner.press('关闭订单')
    await photograph(page, '10-close-order')
    await owner.press('关闭订单', owner.dialog)
    await page.getByRole('heading', { name: '已关闭' }).waitFor()
    await owner.see(/商家取消/)
    await photograph(page, '11-order-closed')
    expect((await shopper.ask<{ state: string }>(`orders/${orderId}`)).body.state).toBe('closed')
  })

  it('finds a member by phone, reveals the number, and blocks the account at once', async () => {
    await owner.open('/members')
    await owner.page.getByPlaceholder('完整手机号或会员编号').fill(shopper.phone)
    await owner.page.getByRole('row').filter({ hasText: '139****7031' }).getByRole('button').first().click()
    await owner.dialog.getByText('会员编号').waitFor()
    expect(await owner.dialog.getByText(shopper.phone).count()).toBe(0)
    await owner.press('查看完整号码', owner.dialog)
    await owner.dialog.getByText(shopper.phone).waitFor()
    await photograph(owner.page, '12-member')
    expect((await shopper.ask('me')).status).toBe(200)
    await owner.press('停用账号', owner.dialog)
    await owner.labelled('原因', owner.dialog).fill('反复下单不付款')
    await photograph(owner.page, '13-block')
    await owner.press('停用账号', owner.dialog)
    await owner.see('反复下单不付款')
    expect((await shopper.ask('me')).status).toBe(401)
  })

  it('finds every one of these deeds in the audit log, which keeps its filters', async () => {
    const deeds = {
      'product.added': '新建商品',
      'product.put_on_shelf': '上架商品',
      'product.changed': '编辑商品',
      'stock.adjusted': '调整库存',
      'category.added': '新建类目',
      'media.uploaded': '上传图片',
      'permit.entered': '登记资质',
      'operator.created': '新建账号',
      'operator.password_changed': '修改密码',
      'operator.disabled': '停用账号',
      'order.note_written': '写备注',
      'order.close_asked': '关闭订单',
      'member.phone_revealed': '查看手机号',
      'member.blocked': '停用会员',
    }
    for (const [action, words] of Object.entries(deeds)) {
      await owner.open(`/audit-log?action=${action}`)
      await owner.page.locator('td.of-action').getByText(words, { exact: true }).first().waitFor()
    }
    const rows = owner.page.locator('td.of-action')
    expect(await rows.allInnerTexts()).toEqual(['停用会员'])
    expect(await owner.page.content()).not.toContain(shopper.phone)
    await owner.page.reload()
    await rows.first().waitFor()
    expect(owner.page.url()).toContain('action=member.blocked')
    expect(await rows.allInnerTexts()).toEqual(['停用会员'])
    await photograph(owner.page, '14-audit-log')
  })

  it('changes a setting that the shop keeps', async () => {
    await owner.open('/settings/shop')
    await owner.labelled('口号').fill('一器一物，好好生活')
    await owner.press('保存')
    await owner.see(/第 \d+ 版/)
    await owner.page.reload()
    await expect.poll(() => owner.labelled('口号').inputValue()).toBe('一器一物，好好生活')
    await photograph(owner.page, '15-settings')
  })

  it('asked no stranger for anything and met no error on the way', () => {
    expectQuietPages(window)
  })

  it('stops at Ctrl-C without a fuss and leaves a shop without a contradiction', async () => {
    expect(await shop.stop()).toBe(0)
    await expectSoundBooks(shop)
  })
})
