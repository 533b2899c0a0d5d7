/**
 * Who may know whom. The table below is the documentation of the module graph and the check of it in one place: a module
 * uses only what its line names, only through that module's index.ts. Storeys go from the ground up; an edge may only
 * lead down. A folder under apps/api/src/modules that has no line here fails the check.
 */
const storeys = [
  ['pricing'],
  ['settings'],
  ['media'],
  ['catalog', 'ledger', 'identity'],
  ['inventory', 'moderation', 'payment', 'promotion'],
  ['order'],
  ['invoice', 'review', 'seckill', 'service'],
  ['shopfront', 'insight', 'openapi'],
]

const uses = {
  pricing: [],
  settings: [],
  media: ['settings'],
  catalog: ['media', 'settings', 'pricing'],
  ledger: ['settings'],
  identity: ['media', 'settings'],
  inventory: ['catalog', 'settings'],
  moderation: ['identity', 'settings'],
  payment: ['ledger', 'catalog', 'identity', 'settings'],
  promotion: ['catalog', 'identity', 'settings', 'pricing'],
  order: ['inventory', 'payment', 'promotion', 'catalog', 'ledger', 'identity', 'media', 'settings', 'pricing'],
  invoice: ['order', 'catalog', 'identity'],
  review: ['moderation', 'identity', 'media', 'settings'],
  seckill: ['order', 'inventory', 'catalog', 'identity', 'pricing'],
  service: ['order', 'moderation', 'identity', 'media'],
  shopfront: ['review', 'inventory', 'promotion', 'catalog', 'media', 'settings', 'pricing'],
  insight: [
    'invoice',
    'review',
    'service',
    'order',
    'inventory',
    'payment',
    'promotion',
    'catalog',
    'ledger',
    'identity',
    'media',
    'settings',
  ],
  openapi: [],
}

/** The edges of a table that lead up, sideways or nowhere; a graph whose edges all lead down has no cycle. */
const unsoundEdges = (levels, edges) => {
  const levelOf = (name) => levels.findIndex((names) => names.includes(name))
  return Object.entries(edges).flatMap(([name, used]) =>
    used.filter((other) => levelOf(other) < 0 || levelOf(other) >= levelOf(name)).map((other) => `${name} → ${other}`),
  )
}
if (unsoundEdges(storeys, uses).length > 0) throw new Error(`not downward: ${unsoundEdges(storeys, uses).join(', ')}`)

const modules = 'apps/api/src/modules'
const spec = '\\.spec\\.ts$'
const anyOf = (names) => names.map((name) => `${name}/`).join('|')

/** One rule for each line of the table. */
const edgeRules = Object.entries(uses).map(([name, used]) => ({
  name: `module-${name}-uses-only-what-it-declares`,
  comment: `modules/${name} may use: ${used.join(', ') || 'no other module'}`,
  severity: 'error',
  from: { path: `^${modules}/${name}/` },
  to: { path: `^${modules}/(?!${anyOf([name, ...used])})[^/]+/` },
}))

const moduleRules = [
  {
    name: 'module-is-declared',
    comment: 'A module starts with a line in the table of .dependency-cruiser.cjs.',
    severity: 'error',
    from: { path: `^${modules}/(?!${anyOf(Object.keys(uses))})[^/]+/` },
    to: {},
  },
  {
    name: 'module-through-its-door',
    comment: "Another module's index.ts is its door; nothing behind it may be imported.",
    severity: 'error',
    from: { path: `^${modules}/([^/]+)/` },
    to: { path: `^${modules}/(?!$1/)[^/]+/(?!index\\.ts$)` },
  },
  {
    name: 'program-through-the-door',
    comment: 'The rest of the program meets a module at its index.ts as well.',
    severity: 'error',
    from: { path: '^apps/api/src/(?!modules/)' },
    to: { path: `^${modules}/[^/]+/(?!index\\.ts$)` },
  },
  {
    name: 'domain-is-pure',
    comment: 'domain/ knows its own domain, the kernel and the terms of the contracts: no I/O, no framework.',
    severity: 'error',
    from: { path: `^${modules}/([^/]+)/domain/`, pathNot: spec },
    to: { pathNot: [`^${modules}/$1/domain/`, '^libs/kernel/src/', '^libs/contracts/src/.+\\.terms\\.ts$'] },
  },
  {
    name: 'domain-specs-stay-pure',
    comment:
      "Specs of domain/ may add the test tools, facts made for specs, and read files (a README's life table), and nothing else.",
    severity: 'error',
    from: { path: `^${modules}/([^/]+)/domain/.+${spec}` },
    to: {
      pathNot: [
        `^${modules}/$1/domain/`,
        '^libs/(kernel|testing)/src/',
        '^libs/contracts/src/.+\\.terms\\.ts$',
        '^apps/api/test/facts/',
        '(^|/)node_modules/(vitest|fast-check)/',
        '^(node:)?(fs|path|url)$',
      ],
    },
  },
  {
    name: 'pricing-is-pure',
    comment: 'Pricing turns facts into a receipt: it reads no table and knows no framework.',
    severity: 'error',
    from: { path: `^${modules}/pricing/`, pathNot: spec },
    to: {
      pathNot: [`^${modules}/pricing/`, '^libs/kernel/src/', '^libs/contracts/src/.+\\.terms\\.ts$'],
      dependencyTypesNot: ['type-only'],
    },
  },
  {
    name: 'ground-knows-no-module',
    comment: 'events/, infra/ and audit/ import no module.',
    severity: 'error',
    from: { path: '^apps/api/(src/(events|infra|audit)|migrations)/' },
    to: { path: `^${modules}/` },
  },
]

const houseRules = [
  {
    name: 'libs-know-no-app',
    severity: 'error',
    from: { path: '^libs/' },
    to: { path: '^apps/' },
  },
  {
    name: 'apps-never-import-each-other',
    severity: 'error',
    from: { path: '^apps/([^/]+)/' },
    to: { path: '^apps/(?!$1/)' },
  },
  {
    name: 'kernel-depends-on-nothing',
    severity: 'error',
    from: { path: '^libs/kernel/src/', pathNot: spec },
    to: { pathNot: '^libs/kernel/src/' },
  },
  {
    name: 'contracts-depend-on-kernel-and-zod',
    severity: 'error',
    from: { path: '^libs/contracts/src/', pathNot: spec },
    to: { pathNot: ['^libs/(kernel|contracts)/src/', '(^|/)node_modules/zod/'] },
  },
  {
    name: 'terms-are-literals',
    comment: 'Terms reach the mini program, so they import nothing but other terms.',
    severity: 'error',
    from: { path: '^libs/contracts/src/.+\\.terms\\.ts$' },
    to: { pathNot: '^libs/contracts/src/.+\\.terms\\.ts$', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'routes-carry-schemas-as-types-only',
    comment: 'Routes and the client reach the mini program: zero bytes of schema may follow them.',
    severity: 'error',
    from: { path: '^libs/contracts/src/(.+\\.routes|routes|route|client)\\.ts$' },
    to: {
      pathNot: ['^libs/contracts/src/(.+\\.(routes|terms)|routes|route|client)\\.ts$'],
      dependencyTypesNot: ['type-only'],
    },
  },
  {
    name: 'product-code-leaves-test-tools-alone',
    severity: 'error',
    from: {
      path: '^(apps/[^/]+/src|libs/(kernel|contracts)/src)/',
      pathNot: [spec, '/(test|fixtures)/'],
    },
    to: { path: ['^libs/testing/', '(^|/)node_modules/(vitest|fast-check|playwright-core)/'] },
  },
]

const frontRules = [
  {
    name: 'storefront-takes-types-from-libs',
    comment: 'At run time: terms, routes, client, kernel money and time. Everything else by `import type`.',
    severity: 'error',
    from: { path: '^apps/storefront/src/', pathNot: spec },
    to: {
      path: '^libs/',
      pathNot: [
        '^libs/contracts/src/(.+\\.(terms|routes)|routes|route|client)\\.ts$',
        '^libs/kernel/src/(money|time)\\.ts$',
      ],
      dependencyTypesNot: ['type-only'],
    },
  },
  {
    name: 'storefront-platform-by-its-alias',
    comment:
      'A platform is a folder chosen by the alias #platform; nobody reaches into one by its path. The alias leads to h5 here: its door, the few components every platform has under the same name, and the hook a page has to call itself.',
    severity: 'error',
    from: { path: '^apps/storefront/src/(?!platform/)' },
    to: {
      path: '^apps/storefront/src/platform/',
      pathNot: '^apps/storefront/src/platform/((h5/index|h5/timeline|types)\\.ts|h5/[a-z-]+\\.vue)$',
    },
  },
  {
    name: 'admin-takes-nothing-of-the-server',
    severity: 'error',
    from: { path: '^apps/admin/src/' },
    to: { path: '(^|/)node_modules/(@nestjs|typeorm|pg|fastify|zod)/' },
  },
]

const generalRules = [
  {
    name: 'no-circle',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'everything-resolves',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
]

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [...edgeRules, ...moduleRules, ...houseRules, ...frontRules, ...generalRules],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|unpackage)/' },
    tsPreCompilationDeps: 'specify',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['jishi-source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.mts', '.js', '.mjs', '.cjs', '.vue', '.json', '.d.ts'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
    skipAnalysisNotInRules: true,
  },
}

// For the spec of these rules; hidden from the tool, which refuses properties it does not know.
Object.defineProperty(module.exports, 'table', { value: { storeys, uses, unsoundEdges }, enumerable: false })
