import type { AdminCategoryNode } from '@jishi/contracts/catalog/catalog-editing.schema'
import { parallel } from '@jishi/testing/race'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, refusalOf } from '../support/buying.js'
import { openCatalogDesk, productOf, type CatalogDesk } from '../support/catalog-desk.js'
import { Refused } from '../support/shopper.js'

let desk: CatalogDesk

beforeAll(async () => {
  desk = await openCatalogDesk()
})
afterAll(() => desk.close())

const add = async (name: string, parentId: string | null = null): Promise<string> =>
  (await desk.api.catalog.addCategory({ body: { name, parentId, iconId: null, permitKind: null } })).id
const flat = (nodes: readonly AdminCategoryNode[]): AdminCategoryNode[] =>
  nodes.flatMap((node) => [node, ...flat(node.children)])
const tree = async () => (await desk.api.catalog.adminCategories()).items
const nodeOf = async (id: string): Promise<AdminCategoryNode> =>
  flat(await tree()).find((node) => node.id === id) ?? (expect.unreachable(`no category ${id}`) as never)
const childNames = async (id: string) => (await nodeOf(id)).children.map(({ name }) => name)
const move = async (id: string, parentId: string | null, beforeId: string | null = null) => {
  const { version } = await nodeOf(id)
  return desk.api.catalog.moveCategory({ params: { id }, body: { parentId, beforeId, version } })
}
const archive = async (id: string) => {
  const { version } = await nodeOf(id)
  return desk.api.catalog.archiveCategory({ params: { id }, body: { version } })
}
const pathProblems = () =>
  desk.shop.database.rows(
    `select c.id from categories c left join categories p on p.id = c.parent_id
      where c.path <> coalesce(p.path, '/') || c.id || '/'`,
  )

describe('the tree of categories', () => {
  it('grows, is renamed, and tells both to the audit log', async () => {
    const food = await add('食品')
    const { version } = await nodeOf(food)
    const body = { name: '生鲜', iconId: desk.pictureId, permitKind: 'food' as const, version }
    await desk.api.catalog.editCategory({ params: { id: food }, body })
    expect(await nodeOf(food)).toMatchObject({
      name: '生鲜',
      permitKind: 'food',
      version: 2,
      icon: { id: desk.pictureId },
    })
    expect(await codeOf(desk.api.catalog.editCategory({ params: { id: food }, body }))).toBe('VERSION_CONFLICT')
    const log = await desk.shop.database.rows<{ action: string; before: { name: string } | null }>(
      'select action, before from audit_log where subject_id = $1 order by seq',
      [food],
    )
    expect(log.map(({ action, before }) => [action, before?.name])).toEqual([
      ['category.added', undefined],
      ['category.changed', '食品'],
    ])
  })

  it('is put in order among brothers and sisters', async () => {
    const top = await add('水果')
    const [a, b, c] = [await add('甲', top), await add('乙', top), await add('丙', top)]
    await move(c, top, a)
    expect(await childNames(top)).toEqual(['丙', '甲', '乙'])
    await move(c, top, null)
    await move(b, top, a)
    expect(await childNames(top)).toEqual(['乙', '甲', '丙'])
  })

  it('moves a branch whole, goods found under its new place', async () => {
    const [from, to] = [await add('旧处'), await add('新处')]
    const branch = await add('枝', from)
    const leaf = await add('叶', branch)
    await desk.api.catalog.addProduct({ body: productOf(leaf, { title: '叶上之物' }) })
    await move(branch, null)
    await move(branch, to)
    const inside = (category: string) => desk.api.shopfront.adminProducts({ query: { category } })
    expect((await inside(to)).items.map(({ title }) => title)).toEqual(['叶上之物'])
    expect((await inside(from)).items).toEqual([])
    expect(await pathProblems()).toEqual([])
  })

  it('has no circle and no fourth level', async () => {
    const one = await add('一')
    const two = await add('二', one)
    const three = await add('三', two)
    for (const below of [one, two, three]) expect(await codeOf(move(one, below))).toBe('CATEGORY_MOVE_REFUSED')
    expect(await codeOf(add('四', three))).toBe('CATEGORY_MOVE_REFUSED')
    const other = await add('别处')
    expect(await codeOf(move(one, other))).toBe('CATEGORY_MOVE_REFUSED')
  })

  it('keeps what still holds something', async () => {
    const top = await add('留')
    const child = await add('空', top)
    expect((await refusalOf(archive(top))).body).toMatchObject({
      code: 'CATEGORY_IN_USE',
      details: { categories: 1, products: 0 },
    })
    await desk.api.catalog.addProduct({ body: productOf(child) })
    expect((await refusalOf(archive(child))).body.details).toMatchObject({ products: 1 })
    const empty = await add('走', top)
    await archive(empty)
    expect(await childNames(top)).toEqual(['空'])
    expect((await refusalOf(desk.api.catalog.addProduct({ body: productOf(empty) }))).body.details).toMatchObject([
      { path: 'categoryId' },
    ])
  })

  it('changed by many at once stays one tree', async () => {
    const ids = [await add('A'), await add('B'), await add('C'), await add('D')]
    const { rejected } = await parallel(12, (n) => move(ids[n % 4]!, ids[(n + 1 + (n % 3)) % 4]!))
    const codes = rejected.map((error) => (error instanceof Refused ? error.body.code : String(error)))
    expect(codes.filter((code) => !['CATEGORY_MOVE_REFUSED', 'VERSION_CONFLICT'].includes(code))).toEqual([])
    expect(await pathProblems()).toEqual([])
    const reachable = new Set(flat(await tree()).map(({ id }) => id))
    for (const id of ids) expect(reachable.has(id)).toBe(true)
  })

  it('lets nothing be put into a category that is being archived', async () => {
    for (let round = 0; round < 4; round += 1) {
      const id = await add(`同时 ${round}`)
      await Promise.allSettled([archive(id), desk.api.catalog.addProduct({ body: productOf(id) })])
      const stranded = await desk.shop.database.rows(
        `select 1 from spus s join categories c on c.id = s.category_id
          where c.id = $1 and c.archived_at is not null and s.archived_at is null`,
        [id],
      )
      expect(stranded).toEqual([])
    }
  })
})
