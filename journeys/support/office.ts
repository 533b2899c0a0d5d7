import type { Locator, Page } from 'playwright-core'
import type { Shop } from './shop.js'

/** The back office as one person at one desk uses it: by its words, never by its insides. */
export class Office {
  constructor(
    readonly page: Page,
    private readonly shop: Shop,
  ) {}

  open(path: string): Promise<unknown> {
    return this.page.goto(`${this.shop.url}/admin${path}`)
  }

  async signIn(username: string, password: string): Promise<void> {
    await this.page.locator('input[name=username]').fill(username)
    await this.page.locator('input[name=password]').fill(password)
    await this.page.locator('input[name=password]').press('Enter')
  }

  /** What lies on top: a dialog, a drawer or a question in the middle of the room. */
  get dialog(): Locator {
    return this.page.getByRole('dialog').filter({ visible: true }).last()
  }

  see(text: string | RegExp): Promise<void> {
    return this.page.getByText(text).filter({ visible: true }).first().waitFor()
  }

  press(name: string, inside: Page | Locator = this.page): Promise<void> {
    return inside.getByRole('button', { name, exact: true }).filter({ visible: true }).first().click()
  }

  field(label: string, inside: Page | Locator = this.page): Locator {
    return inside.getByRole('textbox', { name: label, exact: true }).filter({ visible: true }).first()
  }

  /** A field of a form, by the label above it. */
  labelled(label: string, inside: Page | Locator = this.page): Locator {
    return inside
      .locator('.el-form-item')
      .filter({ has: this.page.locator('.el-form-item__label').getByText(label, { exact: true }) })
      .locator('input, textarea')
      .first()
  }

  /** Turns a switch of a form the other way. */
  turn(label: string, inside: Page | Locator = this.page): Promise<void> {
    return inside
      .locator('.el-form-item')
      .filter({ has: this.page.locator('.el-form-item__label').getByText(label, { exact: true }) })
      .locator('.el-switch')
      .click()
  }

  async choose(label: string, option: string | RegExp, inside: Page | Locator = this.page): Promise<void> {
    await inside
      .locator('.el-form-item')
      .filter({ has: this.page.locator('.el-form-item__label').getByText(label, { exact: true }) })
      .locator('.el-select__wrapper')
      .click()
    await this.page.getByRole('option', { name: option, exact: true }).filter({ visible: true }).first().click()
  }

  /** Brings a file from the disk through the picker, and uses it. */
  async upload(row: string, file: Buffer): Promise<void> {
    await this.press(`${row} 添加图片`)
    const picker = this.dialog
    await picker.locator('input[type=file]').setInputFiles({ name: '照片.png', mimeType: 'image/png', buffer: file })
    await picker.getByText(/^已选 1 /).waitFor()
    await this.press('使用', picker)
    await picker.waitFor({ state: 'hidden' })
  }

  row(text: string): Locator {
    return this.page.getByRole('row').filter({ hasText: text }).first()
  }

  /** Asks the API as the person who is signed in here. */
  async ask<Reply>(path: string): Promise<Reply> {
    const answer = await this.page.request.get(`${this.shop.url}/api/admin/${path}`)
    return (await answer.json()) as Reply
  }

  async tell<Reply>(path: string, data: object): Promise<Reply> {
    const answer = await this.page.request.post(`${this.shop.url}/api/admin/${path}`, {
      data,
      headers: { 'x-jishi-csrf': '1', origin: this.shop.url, 'idempotency-key': crypto.randomUUID() },
    })
    return (await answer.json()) as Reply
  }

  /** Pastes into whatever has the cursor, as if it had been copied elsewhere. */
  async paste(what: Readonly<Record<string, string>>): Promise<void> {
    await this.page.evaluate((pieces) => {
      const clipboardData = new DataTransfer()
      for (const [type, text] of Object.entries(pieces)) clipboardData.setData(type, text)
      const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })
      document.activeElement?.dispatchEvent(event)
    }, what)
  }
}
