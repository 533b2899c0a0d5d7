/** A small tree in the shape of ours. Every rule of the import graph is broken in it at least once, beside code that is sound. */
export const soundFiles: Record<string, string> = {
  'libs/kernel/package.json': packageOf('kernel'),
  'libs/kernel/src/money.ts': 'export const zeroFen = 0\n',
  'libs/kernel/src/id.ts': "import { zeroFen } from './money.js'\nexport const firstId = zeroFen\n",
  'libs/kernel/src/money.spec.ts': "import { it } from 'vitest'\nimport './money.js'\nit('', () => {})\n",
  'libs/contracts/package.json': packageOf('contracts'),
  'libs/contracts/src/order/order.terms.ts': "export const states = ['paid'] as const\n",
  'libs/contracts/src/order/order.schema.ts':
    "import { z } from 'zod'\nexport const place = z.object({})\nexport type Place = object\n",
  'libs/contracts/src/order/order.routes.ts':
    "import type { Place } from './order.schema.js'\nexport const routes = {} as Place\n",
  'libs/testing/package.json': packageOf('testing'),
  'libs/testing/src/race.ts': "import { it } from 'vitest'\nexport const race = it\n",
  'apps/api/src/infra/database.ts': 'export const database = 1\n',
  'apps/api/src/events/index.ts': 'export const events = 1\n',
  'apps/api/src/modules/settings/index.ts': 'export const settings = 1\n',
  'apps/api/src/modules/catalog/index.ts': "export { find } from './find.js'\n",
  'apps/api/src/modules/catalog/find.ts':
    "import { settings } from '../settings/index.js'\nexport const find = settings\n",
  'apps/api/src/modules/pricing/index.ts':
    "import type { Place } from '@jishi/contracts/order/order.schema'\nexport type P = Place\n",
  'apps/api/src/modules/order/index.ts': "export * from './place-order.js'\n",
  'apps/api/src/modules/order/place-order.ts':
    "import { find } from '../catalog/index.js'\nimport { database } from '../../infra/database.js'\nimport { life } from './domain/order-life.js'\nexport const place = [find, database, life]\n",
  'apps/api/src/modules/order/domain/order-life.ts':
    "import { zeroFen } from '@jishi/kernel/money'\nimport { states } from '@jishi/contracts/order/order.terms'\nexport const life = [zeroFen, states]\n",
  'apps/api/src/modules/order/domain/order-life.spec.ts':
    "import { it } from 'vitest'\nimport { life } from './order-life.js'\nit(String(life), () => {})\n",
  // Half of a circle: the tool reports a circle once, at the other half below.
  'apps/api/src/modules/order/round.ts': "import * as found from './and-round.js'\nexport const kept = found\n",
  'apps/api/src/app.module.ts': "import './modules/order/index.js'\n",
  'apps/simulator/src/main.ts': 'export const port = 3100\n',
  'apps/storefront/src/platform/h5/index.ts': 'export const pay = 1\n',
  'apps/storefront/src/platform/mp-weixin/index.ts': 'export const pay = 2\n',
  'apps/storefront/src/stores/cart.ts':
    "import { zeroFen } from '@jishi/kernel/money'\nimport { states } from '@jishi/contracts/order/order.terms'\nimport type { Place } from '@jishi/contracts/order/order.schema'\nexport const cart: [number, unknown, Place?] = [zeroFen, states]\n",
  'apps/storefront/src/pages/cart.vue': vueOf(
    "import { cart } from '@/stores/cart'\nimport { pay } from '#platform'\nimport type { Place } from '@jishi/contracts/order/order.schema'\nconst shown: [unknown, number, Place?] = [cart, pay]",
  ),
  'apps/admin/src/main.ts': "import './App.vue'\n",
  'apps/admin/src/App.vue': vueOf("const title = 'x'"),
}

interface Planted {
  readonly rule: string
  readonly file: string
  readonly text: string
}

// Written apart, so that nobody takes the path for one of this file.
const threeUp = '../'.repeat(3)
const inModule = 'apps/api/src/modules'

export const planted: readonly Planted[] = [
  breach('module-pricing-uses-only-what-it-declares', `${inModule}/pricing/up.ts`, '../settings/index.js'),
  breach('module-settings-uses-only-what-it-declares', `${inModule}/settings/up.ts`, '../order/index.js'),
  breach('module-media-uses-only-what-it-declares', `${inModule}/media/up.ts`, '../catalog/index.js'),
  breach('module-catalog-uses-only-what-it-declares', `${inModule}/catalog/up.ts`, '../order/index.js'),
  breach('module-ledger-uses-only-what-it-declares', `${inModule}/ledger/up.ts`, '../order/index.js'),
  breach('module-identity-uses-only-what-it-declares', `${inModule}/identity/up.ts`, '../order/index.js'),
  breach('module-inventory-uses-only-what-it-declares', `${inModule}/inventory/up.ts`, '../order/index.js'),
  breach('module-payment-uses-only-what-it-declares', `${inModule}/payment/up.ts`, '../order/index.js'),
  breach('module-promotion-uses-only-what-it-declares', `${inModule}/promotion/up.ts`, '../order/index.js'),
  breach('module-order-uses-only-what-it-declares', `${inModule}/order/up.ts`, '../shopfront/index.js'),
  breach('module-review-uses-only-what-it-declares', `${inModule}/review/up.ts`, '../order/index.js'),
  breach('module-moderation-uses-only-what-it-declares', `${inModule}/moderation/up.ts`, '../order/index.js'),
  breach('module-invoice-uses-only-what-it-declares', `${inModule}/invoice/up.ts`, '../shopfront/index.js'),
  breach('module-seckill-uses-only-what-it-declares', `${inModule}/seckill/up.ts`, '../shopfront/index.js'),
  breach('module-service-uses-only-what-it-declares', `${inModule}/service/up.ts`, '../shopfront/index.js'),
  breach('module-shopfront-uses-only-what-it-declares', `${inModule}/shopfront/index.ts`, '../order/index.js'),
  breach('module-insight-uses-only-what-it-declares', `${inModule}/insight/peep.ts`, '../shopfront/index.js'),
  breach('module-openapi-uses-only-what-it-declares', `${inModule}/openapi/peep.ts`, '../settings/index.js'),
  breach('module-is-declared', `${inModule}/miscellany/index.ts`, '../../infra/database.js'),
  breach('module-through-its-door', `${inModule}/order/back-door.ts`, '../catalog/find.js'),
  breach('program-through-the-door', 'apps/api/src/main.ts', './modules/catalog/find.js'),
  breach('domain-is-pure', `${inModule}/order/domain/reads-database.ts`, `${threeUp}infra/database.js`),
  breach('domain-is-pure', `${inModule}/order/domain/reads-files.ts`, 'node:fs'),
  breach('domain-is-pure', `${inModule}/order/domain/reads-schema.ts`, '@jishi/contracts/order/order.schema'),
  breach('domain-is-pure', `${inModule}/order/domain/reads-outside.ts`, '../place-order.js'),
  breach('domain-specs-stay-pure', `${inModule}/order/domain/impure.spec.ts`, `${threeUp}infra/database.js`),
  breach('pricing-is-pure', `${inModule}/pricing/price.ts`, '../../infra/database.js'),
  breach('pricing-is-pure', `${inModule}/pricing/parse.ts`, '@jishi/contracts/order/order.schema'),
  breach('ground-knows-no-module', 'apps/api/src/infra/curious.ts', '../modules/order/index.js'),
  breach('ground-knows-no-module', 'apps/api/src/events/curious.ts', '../modules/order/index.js'),
  breach('ground-knows-no-module', 'apps/api/src/audit/curious.ts', '../modules/order/index.js'),
  breach('libs-know-no-app', 'libs/testing/src/app.ts', `${threeUp}apps/api/src/app.module.js`),
  breach('apps-never-import-each-other', 'apps/api/src/neighbour.ts', '../../simulator/src/main.js'),
  breach('kernel-depends-on-nothing', 'libs/kernel/src/file.ts', 'node:fs'),
  breach('kernel-depends-on-nothing', 'libs/kernel/src/upward.ts', '@jishi/contracts/order/order.terms'),
  breach('contracts-depend-on-kernel-and-zod', 'libs/contracts/src/web.ts', 'fastify'),
  breach('terms-are-literals', 'libs/contracts/src/order/loud.terms.ts', './order.schema.js'),
  breach('routes-carry-schemas-as-types-only', 'libs/contracts/src/order/loud.routes.ts', './order.schema.js'),
  breach('routes-carry-schemas-as-types-only', 'libs/contracts/src/client.ts', './order/order.schema.js'),
  breach('product-code-leaves-test-tools-alone', 'apps/api/src/tested.ts', 'fast-check'),
  breach('product-code-leaves-test-tools-alone', 'libs/kernel/src/tested.ts', '@jishi/testing/race'),
  breach('storefront-takes-types-from-libs', 'apps/storefront/src/api/heavy.ts', '@jishi/contracts/order/order.schema'),
  breach('storefront-takes-types-from-libs', 'apps/storefront/src/api/keys.ts', '@jishi/kernel/id'),
  {
    rule: 'storefront-takes-types-from-libs',
    file: 'apps/storefront/src/pages/heavy.vue',
    text: vueOf("import { place } from '@jishi/contracts/order/order.schema'\nconst form = place"),
  },
  breach('storefront-platform-by-its-alias', 'apps/storefront/src/stores/pay.ts', '@/platform/mp-weixin/index'),
  breach('apps-never-import-each-other', 'apps/storefront/src/stores/server.ts', `${threeUp}api/src/infra/database`),
  breach('admin-takes-nothing-of-the-server', 'apps/admin/src/rows.ts', 'typeorm'),
  breach('no-circle', `${inModule}/order/and-round.ts`, './round.js'),
  breach('everything-resolves', 'apps/api/src/lost.ts', './nowhere.js'),
]

function breach(rule: string, file: string, target: string): Planted {
  return { rule, file, text: `import * as found from '${target}'\nexport const kept = found\n` }
}

function packageOf(name: string): string {
  return JSON.stringify({
    name: `@jishi/${name}`,
    type: 'module',
    exports: { './*': { types: './src/*.ts', 'jishi-source': './src/*.ts', default: './dist/*.js' } },
  })
}

function vueOf(script: string): string {
  return `<script setup lang="ts">\n${script}\n</script>\n\n<template>\n  <view />\n</template>\n`
}
