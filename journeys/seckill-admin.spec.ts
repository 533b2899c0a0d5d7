import type { Cloned, SeckillCard, SeckillItem, SeckillView } from '@jishi/contracts/seckill/seckill-desk.schema'
import type { TicketView } from '@jishi/contracts/seckill/seckill.schema'
import { fen, formatFen } from '@jishi/kernel/money'
import { addMinutes, instantOf, shopTimeText } from '@jishi/kernel/time'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ApiShopper } from './support/api-shopper.js'
import { inBothLooks, Window } from './support/browser.js'
import type { Office } from './support/office.js'
import { openShop } from './support/open-shop.js'
import type { Shop } from './support/shop.js'
import { expectQuietPages, expectSoundBooks } from './support/sound-end.js'
import { ownerAtDesk } from './support/staff.js'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const NAME = '掌柜的秒杀'
const DESK = 'seckill/activities'
const yuan = (amount: number): string => formatFen(fen(amount))

/** An operator plans a flash sale, is told what is wrong with it, watches it, ends it early and plans the next ones. */
describe('a flash sale at the desk', () => {
  const picture = inBothLooks('seckill-admin')
  let shop: Shop
  let window: Window
  let owner: Office
  /** The shop's own session that comes up, and one of its goods. */
  let other: SeckillView
  let good: SeckillItem
  let id: string

  beforeAll(async () => {
    shop = await openShop()
    window = await Window.open()
    owner = await ownerAtDesk(window, shop)
  })
  afterAll(async () => {
    await window?.close()
    await shop?.remove()
  })

  const type = async (label: string, at: string): Promise<void> => {
    await owner.labelled(label).fill(at)
    await owner.labelled(label).press('Enter')
  }
  const cell = (field: string) => owner.field(`${good.title} ${good.skuLabel} ${field}`)
  const save = async (): Promise<void> => {
    await owner.press('保存')
    await owner.page.getByRole('button', { name: '备货上线', exact: true }).waitFor()
  }
  const arm = async (): Promise<void> => {
    await owner.press('备货上线')
    await owner.press('确定', owner.dialog)
    await owner.dialog.waitFor({ state: 'hidden' })
  }
  const one = (of: string): Promise<SeckillView> => owner.ask<SeckillView>(`${DESK}/${of}`)

  it('is looked for in a list, and in a week', async () => {
    const listed = async (state: string): Promise<SeckillView[]> => {
      const { items } = await owner.ask<{ items: SeckillCard[] }>(`${DESK}?state=${state}`)
      return Promise.all(items.map((card) => one(card.id)))
    }
    const all = [...(await listed('armed')), ...(await listed('running'))]
    // A good that no session sells before the end of the one that is planned here; at any hour one of the later ones has it.
    const isNear = (view: SeckillView): boolean => Date.parse(view.startsAt) < Date.now() + 60 * MINUTE
    const near = new Set(all.filter(isNear).flatMap((view) => view.items.map(({ skuId }) => skuId)))
    const free = (view: SeckillView) => view.items.find(({ skuId }) => !near.has(skuId))
    other = all.find((view) => !isNear(view) && free(view) !== undefined) as SeckillView
    good = free(other) as SeckillItem
    await owner.open('/seckill')
    await owner.row(other.name).waitFor()
    await picture(owner.page, '01-list')
    await owner.press('日历')
    await owner.page
      .getByRole('link', { name: new RegExp(other.name) })
      .first()
      .waitFor()
    await picture(owner.page, '02-calendar')
  })

  it('says beside each field what is missing, and keeps what was typed', async () => {
    await owner.open('/seckill/new')
    await owner.labelled('名称').fill(' ')
    await owner.press('保存')
    for (const words of ['请填写名称', '请填写时间', '至少加入一个规格']) await owner.see(words)
    await owner.labelled('名称').fill(NAME)
    await type('预热时间', shopTimeText(addMinutes(instantOf(Date.now()), 1)))
    await type('开始时间', shopTimeText(instantOf(Date.parse(other.startsAt))))
    await type('结束时间', shopTimeText(instantOf(Date.parse(other.endsAt))))
    await owner.page.getByRole('textbox', { name: '搜索商品，加入它的规格' }).fill(good.title)
    await owner.page.locator('.found button').first().click()
    await cell('秒杀价').waitFor()
    const removing = owner.page.getByRole('button', { name: new RegExp(`^移除 ${good.title} `) })
    const labels = await removing.evaluateAll((all) => all.map((button) => button.getAttribute('aria-label') ?? ''))
    for (const label of labels) if (label !== `移除 ${good.title} ${good.skuLabel}`) await owner.press(label)
    await owner.press('保存')
    await owner.see('请填写价格，如 9.90')
    await picture(owner.page, '03-missing')
    await cell('秒杀价').fill(yuan(good.usualFen ?? 0))
    await cell('活动库存').fill('999999')
    await save()
    await owner.page.waitForURL(/\/seckill\/[0-9a-f-]{36}$/)
    id = /[0-9a-f-]{36}$/.exec(owner.page.url())?.[0] ?? ''
  })

  it('is refused with the goods named: a price that is none, another session, too little stock', async () => {
    await arm()
    await owner.see(`要低于现价 ¥${yuan(good.usualFen ?? 0)}`)
    await cell('秒杀价').fill(yuan(good.priceFen))
    await save()
    await arm()
    await owner.see(/已参加/)
    await owner.page.getByRole('link', { name: `「${other.name}」` }).waitFor()
    await picture(owner.page, '04-overlap')
    const soon = addMinutes(instantOf(Date.now()), 4)
    await type('开始时间', shopTimeText(soon))
    await type('结束时间', shopTimeText(addMinutes(soon, 30)))
    await save()
    await arm()
    await owner.see(/可售 \d+ 件，要 999999 件/)
    await picture(owner.page, '05-short')
    expect((await one(id)).state).toBe('draft')
  })

  it('tells of somebody else who saved, and loses nothing that was typed', async () => {
    const page = await window.tab(owner.page)
    await page.goto(owner.page.url())
    await cell('活动库存').fill('20')
    const name = page.locator('.name input')
    await name.fill(`${NAME}（改）`)
    await page.getByRole('button', { name: '保存', exact: true }).click()
    await page.getByRole('heading', { name: `${NAME}（改）` }).waitFor()
    await page.close()
    await owner.press('保存')
    await owner.see(/你编辑的时候，有同事保存了新的内容/)
    expect(await cell('活动库存').inputValue()).toBe('20')
    await picture(owner.page, '06-overtaken')
    await owner.press('保留我填的，再保存一次')
    const saved = async () => {
      const { name: kept, total } = await one(id)
      return { kept, total }
    }
    await expect.poll(saved).toEqual({ kept: NAME, total: 20 })
    await owner.see('备货上线')
  })

  it('is armed, begins by itself, and is watched', { timeout: 180_000 }, async () => {
    await arm()
    await owner.page.getByRole('link', { name: '实时看板' }).click()
    // The page it is planned on says the same: only its address tells that the board is there.
    await owner.page.waitForURL(/\/board$/)
    await owner.see('待开始')
    // Nobody sits through the minutes before it; the page would ask a shop that is closed.
    const { startsAt } = await one(id)
    const board = owner.page.url()
    await owner.page.goto('about:blank')
    await shop.reopenAt(Date.parse(startsAt) - 20 * SECOND)
    await owner.page.goto(board)
    await owner.see('待开始')
    const shopper = new ApiShopper(shop, '13900077881')
    await shopper.signIn()
    await owner.page
      .getByText('进行中', { exact: true })
      .first()
      .waitFor({ timeout: 2 * MINUTE })
    const [item] = (await one(id)).items
    const { body } = await shopper.ask<TicketView>('seckill/tickets', { itemId: item?.id })
    expect((await shopper.ask<{ state: string }>('seckill/takes', { ticket: body.ticket })).status).toBeLessThan(300)
    const held = owner.page.locator('dl > div').filter({ hasText: '已抢待付' }).locator('dd')
    await expect.poll(() => held.innerText()).toBe('1')
    await owner.see('累计 1')
    await picture(owner.page, '07-board')
  })

  it('is ended at once, after words that say what that means', async () => {
    await owner.press('立即停止')
    await owner.dialog.getByText('已抢到未付的 1 件仍可在时限内付款').waitFor()
    await picture(owner.page, '08-stop')
    await owner.press('确定', owner.dialog)
    await owner.page.getByText('已停止', { exact: true }).first().waitFor()
    expect((await one(id)).state).toBe('stopped')
  })

  it('is planned anew for many times in one go', async () => {
    await owner.press('复制场次')
    await owner.labelled('连续几天', owner.dialog).fill('2')
    await owner.labelled('每天开场时间', owner.dialog).fill('10:00 9')
    await owner.dialog.getByText('写成 10:00 14:00 20:00').waitFor()
    await owner.labelled('每天开场时间', owner.dialog).fill('9:00 21:30')
    await owner.dialog.getByText('将新建 4 场').waitFor()
    await picture(owner.page, '09-clone')
    await owner.press('新建 4 场', owner.dialog)
    await owner.row(NAME).waitFor()
    const drafts = await owner.ask<{ items: Cloned['items'] }>(`${DESK}?state=draft&q=${encodeURIComponent(NAME)}`)
    expect(drafts.items.map(({ startsAt }) => shopTimeText(instantOf(Date.parse(startsAt))).slice(11)).sort()).toEqual([
      ...['09:00', '09:00', '21:30', '21:30'],
    ])
    await owner.row(NAME).getByRole('button', { name: '删除' }).click()
    await owner.press('确定', owner.dialog)
    await owner.see('已删除')
    // Three of the four, and the one they were copied from.
    await expect.poll(() => owner.page.getByRole('row').filter({ hasText: NAME }).count()).toBe(4)
    const left = await owner.ask<{ items: SeckillCard[] }>(`${DESK}?state=draft&q=${encodeURIComponent(NAME)}`)
    expect(left.items.length).toBe(3)
  })

  it('is reported, and the report taken away', async () => {
    await owner.open(`/seckill/${id}/report`)
    await owner.see('付款转化率')
    await owner.row(good.title).waitFor()
    await picture(owner.page, '10-report')
    await owner.press('导出')
    const file = owner.page.waitForEvent('download')
    await owner.press('csv')
    expect(readFileSync(await (await file).path(), 'utf8')).toContain(good.title)
  })

  it('asked no stranger for anything, met no error on the way, and every count is right', async () => {
    expectQuietPages(window)
    await expectSoundBooks(shop)
  })
})
