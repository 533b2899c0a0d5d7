import { readFileSync } from 'node:fs'
import type { BillDay, Difference } from '@jishi/contracts/payment/reconciliation.schema'
import type { Locator } from 'playwright-core'
import { expect } from 'vitest'
import type { Office } from './office.js'
import { grouped } from './order-centre.js'
import type { Shop } from './shop.js'

export interface Plant {
  readonly kind: string
  readonly number: string
  readonly fen?: number
}

/** A difference as the room names it. */
export interface Named {
  readonly number: string
  readonly kind: string
}

/** What the bills of a day are to say wrongly. */
export const plant = async (shop: Shop, day: string, plants: readonly Plant[]): Promise<void> => {
  const answer = await fetch(`${shop.consoleUrl}/console/api/bills/plants`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(plants.map((one) => ({ wallet: 'wechat', day, ...one }))),
  })
  expect(answer.ok, await answer.text()).toBe(true)
}

const becomes = async (look: () => Promise<unknown>, fact: string | null): Promise<void> => {
  await expect.poll(look).toBe(fact)
}

/** The room of the bills, as somebody at a desk uses it. */
export class ReconRoom {
  constructor(private readonly office: Office) {}

  async dayOf(day: string, wallet = 'wechat'): Promise<BillDay | undefined> {
    const { items } = await this.office.ask<{ items: BillDay[] }>(
      `reconciliation/days?from=${day}&to=${day}&wallet=${wallet}`,
    )
    return items[0]
  }

  /** Its bill is fetched and read by a worker, when it is due. */
  async untilReconciled(day: string, wallet = 'wechat'): Promise<BillDay> {
    await becomes(async () => (await this.dayOf(day, wallet))?.state, 'reconciled')
    return (await this.dayOf(day, wallet)) as BillDay
  }

  async openDay(day: string): Promise<Locator> {
    await this.office.open(`/reconciliation?from=${day}&to=${day}&wallet=wechat`)
    const row = this.office.row(day)
    await row.waitFor()
    return row
  }

  async differences({ id }: BillDay): Promise<Difference[]> {
    return (await this.office.ask<{ items: Difference[] }>(`reconciliation/differences?dayId=${id}`)).items
  }

  async openDifferences({ id }: BillDay): Promise<void> {
    await this.office.open(`/reconciliation/differences?dayId=${id}`)
    await this.office.page.getByRole('heading', { name: '差异', exact: true }).waitFor()
  }

  /** Where the list has it: its number is not enough, for a bill and an account's flow may both be wrong about it. */
  row({ number, kind }: Named): Locator {
    return this.office.page
      .getByRole('row')
      .filter({ hasText: grouped(number) })
      .filter({ has: this.office.page.getByText(kind, { exact: true }) })
  }

  /** Its drawer, with both sides of it. */
  async open(day: BillDay, named: Named): Promise<Locator> {
    await this.openDifferences(day)
    await this.office.press(grouped(named.number), this.row(named))
    await this.office.dialog.getByRole('heading', { name: '我们的账', exact: true }).waitFor()
    return this.office.dialog
  }

  /** By the maker; nothing is posted before somebody else agrees. Without an action it is the first that is offered. */
  async propose(day: BillDay, named: Named, reason: string, action?: string): Promise<Locator> {
    const drawer = await this.open(day, named)
    if (action !== undefined) {
      await drawer.locator('.el-select__wrapper').click()
      await this.office.page.getByRole('option', { name: action, exact: true }).filter({ visible: true }).click()
    }
    await this.office.field('原因', drawer).fill(reason)
    await this.office.press('提出处理', drawer)
    await drawer.getByText('待复核', { exact: true }).waitFor()
    return drawer
  }

  async approve(day: BillDay, named: Named): Promise<void> {
    const drawer = await this.open(day, named)
    await this.office.press('同意', drawer)
    await drawer.getByText('已处理', { exact: true }).waitFor()
  }

  /** Asks for the day once more, and waits until a worker has done it. */
  async runAgain(day: string): Promise<void> {
    await this.office.press('重新对账', await this.openDay(day))
    await this.office.see('已安排重新对账')
    await becomes(async () => (await this.dayOf(day))?.nextTryAt, null)
  }

  /** The table of a day as a file, read line by line. */
  async carryAway(day: string): Promise<{ name: string; lines: string[][] }> {
    const row = await this.openDay(day)
    const coming = this.office.page.waitForEvent('download')
    await this.office.press('导出', row)
    const download = await coming
    const text = readFileSync(await download.path(), 'utf8').replace(/^\uFEFF/, '')
    const lines = text.trim().split(/\r?\n/)
    return { name: download.suggestedFilename(), lines: lines.map((line) => line.split(',')) }
  }
}
