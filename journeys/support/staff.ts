import type { Window } from './browser.js'
import { DESK } from './browser.js'
import { Office } from './office.js'
import type { Shop } from './shop.js'

/** Who is hired at a desk, and the password that they choose there. */
export interface Colleague {
  readonly username: string
  readonly name: string
  readonly password: string
}

/** Opens the back office as whoever owns the demo shop. */
export const ownerAtDesk = async (window: Window, shop: Shop): Promise<Office> => {
  const owner = new Office(await window.person(DESK), shop)
  const account = shop.accounts.operators.find(({ role }) => role === 'owner')
  await owner.open('/')
  await owner.signIn(account?.username ?? '', account?.password ?? '')
  await owner.page.getByRole('heading', { name: '工作台' }).waitFor()
  return owner
}

/** Hires somebody, who sits down at a desk of their own and changes the password that they were given. */
export const colleagueAtDesk = async (
  window: Window,
  shop: Shop,
  { owner, ...who }: Colleague & { readonly owner: Office },
): Promise<Office> => {
  const { oneTimePassword } = await owner.tell<{ oneTimePassword: string }>('operators', {
    ...{ username: who.username, displayName: who.name, roles: ['operations'] },
  })
  const office = new Office(await window.person(DESK), shop)
  await office.open('/')
  await office.signIn(who.username, oneTimePassword)
  await office.see('你用的是一次性密码')
  await office.labelled('当前密码').fill(oneTimePassword)
  await office.labelled('新密码').fill(who.password)
  await office.labelled('再输一次新密码').fill(who.password)
  await office.press('修改密码')
  await office.page.getByRole('heading', { name: '工作台' }).waitFor()
  return office
}
