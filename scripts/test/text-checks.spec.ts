import { describe, expect, it } from 'vitest'
import { errorCodes, foreignKeys, looseEnds, ownTree, platformText } from '../lib/text-checks.mjs'

const file = (path: string, text: string) => ({ path, text })
// Put together here, so that this file does not hold what it looks for.
const up = '../'

describe('platform-text', () => {
  const page = 'apps/storefront/src/pages/home/home.vue'

  it.each([
    ['a condition in a script', page, '<script setup lang="ts">\n// #ifdef H5\n</script>'],
    ['a condition in a template', page, '<template><!-- #ifndef MP --></template>'],
    ['a condition in a style', 'apps/storefront/src/styles/page.scss', '/* #endif */'],
    ['a condition in pages.json', 'apps/storefront/src/pages.json', '// #ifdef MP-WEIXIN'],
    ['a condition in TypeScript', 'apps/storefront/src/api/http.ts', '// #ifdef H5'],
    ['a platform object in a template', page, '<template><view @click="wx.login()" /></template>'],
    ['an open-type in a template', page, '<template><button open-type="share" /></template>'],
  ])('reports %s', (_what, path, text) => {
    expect(platformText([file(path, text)])).toHaveLength(1)
  })

  it('leaves the platform folder, scripts and plain words alone', () => {
    const sound = [
      file('apps/storefront/src/platform/h5/index.ts', '// #ifdef H5\nwx.login()'),
      file(
        page,
        '<script setup lang="ts">\nconst my = { a: 1 }\nmy.a\n</script>\n<template>{{ summary.my }}</template>',
      ),
      file('apps/admin/src/main.ts', '// #ifdef'),
    ]
    expect(platformText(sound)).toEqual([])
  })
})

describe('error-codes', () => {
  const table = file('libs/contracts/src/errors.ts', 'export const ERRORS = {\n  NOT_FOUND: { status: 404 },\n}\n')

  it('reports a code without a status', () => {
    const used = file('apps/api/src/modules/order/place-order.ts', "x\nthrow new DomainError('NOT_KNOWN')")
    const life = file('apps/api/src/modules/order/domain/order-life.ts', "refusal: 'NO_SUCH'")
    expect(errorCodes([table, used, life])).toEqual([
      "apps/api/src/modules/order/place-order.ts:2: not in libs/contracts/src/errors.ts: new DomainError('NOT_KNOWN'",
      "apps/api/src/modules/order/domain/order-life.ts:1: not in libs/contracts/src/errors.ts: refusal: 'NO_SUCH'",
    ])
  })

  it('accepts a known one and refuses to pass without a table', () => {
    const used = file('apps/api/src/main.ts', "throw new DomainError(\n  'NOT_FOUND',\n)")
    expect(errorCodes([table, used])).toEqual([])
    expect(errorCodes([used])).toHaveLength(1)
  })
})

describe('own-tree', () => {
  it('reports what leads out of a clone', () => {
    expect(ownTree([file('README.md', `see ${up}elsewhere/plan.md`)])).toHaveLength(1)
    expect(ownTree([file('apps/api/src/main.ts', `'${up.repeat(4)}elsewhere'`)])).toHaveLength(1)
    expect(ownTree([file('scripts/start.mjs', ['cd ', 'home', 'me/jishi'].join('/'))])).toHaveLength(1)
  })

  it('accepts what stays inside', () => {
    expect(ownTree([file('apps/api/src/main.ts', `'${up.repeat(3)}libs/kernel'`)])).toEqual([])
    expect(ownTree([file('README.md', 'GET /api/shop/home/page and https://example.test/home/page')])).toEqual([])
  })
})

describe('foreign-keys', () => {
  const goods = file('apps/api/migrations/0040-catalog.ts', 'create table skus (id uuid)')

  it('reports a reference into another module', () => {
    const orders = file('apps/api/migrations/0070-order.ts', 'create table order_lines (sku uuid references skus (id))')
    expect(foreignKeys([goods, orders])).toEqual([
      'apps/api/migrations/0070-order.ts:1: a foreign key into another module: references skus',
    ])
  })

  it('accepts one within the module, in a later migration too', () => {
    const later = file(
      'apps/api/migrations/0041-catalog-prices.ts',
      'create table prices (sku uuid references skus (id))',
    )
    expect(foreignKeys([goods, later])).toEqual([])
  })
})

describe('loose-ends', () => {
  it('reports a mark left in the code', () => {
    expect(looseEnds([file('apps/api/src/main.ts', `// ${'TO' + 'DO'}: later`)])).toHaveLength(1)
    expect(looseEnds([file('docs/plan.md', 'TO DO')])).toEqual([])
  })
})
