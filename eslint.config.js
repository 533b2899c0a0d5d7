import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'
import vueParser from 'vue-eslint-parser'
import { house } from './scripts/lib/eslint-house.mjs'

const sources = ['apps/*/src/**/*.{ts,vue}', 'libs/*/src/**/*.{ts,vue}']
const specs = ['**/*.spec.ts']
const server = ['apps/api/src/**/*.ts', 'libs/*/src/**/*.ts']

const noEnum = { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' }
const fewDependencies = {
  selector: 'MethodDefinition[kind="constructor"] > FunctionExpression[params.length>7]',
  message: 'A constructor takes at most seven dependencies; this class does too much.',
}
const noDefaultExport = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name; only Vue, uni-app and tool configurations demand a default.',
}
const noFloatMoney = [
  { selector: 'CallExpression[callee.name="parseFloat"]', message: 'Amounts are integers; read yuan with parseYuan.' },
  {
    selector: 'CallExpression[callee.property.name="toFixed"]',
    message: 'Amounts are integers; show fen with formatFen.',
  },
  {
    selector: 'CallExpression[callee.property.name="parseFloat"]',
    message: 'Amounts are integers; read yuan with parseYuan.',
  },
]
const clockOnly = [
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'Time comes from the injected Clock.' },
  { selector: 'CallExpression[callee.name="Date"]', message: 'Time comes from the injected Clock.' },
  {
    selector: 'MemberExpression[object.name="Date"][property.name="now"]',
    message: 'Time comes from the injected Clock.',
  },
  {
    selector: 'MemberExpression[object.name="Math"][property.name="random"]',
    message: 'Ids come from newId, other randomness from the injected source.',
  },
]
const platformApis =
  '/^(login|checkSession|getUserProfile|getUserInfo|getProvider|requestPayment|share\\w*|showShareMenu|requestSubscribeMessage|getPhoneNumber|scanCode|getLocation|chooseLocation|openLocation|createMapContext|createLivePlayerContext|openCustomerServiceChat|navigateToMiniProgram)$/'
const platformOnly = [
  {
    selector: `MemberExpression[object.name="uni"][property.name=${platformApis}]`,
    message: 'What differs between platforms lives in src/platform, reached by #platform.',
  },
  {
    selector: 'MemberExpression[object.type="Identifier"][object.name=/^(wx|my|swan|tt)$/]',
    message: 'The objects of one platform live in src/platform, reached by #platform.',
  },
]
const everywhere = [noEnum, fewDependencies]
const inProduct = [...everywhere, ...noFloatMoney]
const forbid = (...selectors) => ['error', ...selectors]

export default [
  {
    ignores: [
      'reports/**',
      '**/node_modules/**',
      '**/dist/**',
      '**/unpackage/**',
      '**/.data/**',
      '**/coverage/**',
      '**/test-results/**',
      'apps/api/demo/assets/**',
    ],
  },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' } },
  ...tseslint.configs.recommended,
  ...vue.configs['flat/essential'],
  {
    files: ['**/*.vue'],
    languageOptions: { parser: vueParser, parserOptions: { parser: tseslint.parser, sourceType: 'module' } },
    rules: {
      'vue/multi-word-component-names': 'off',
      'vue/no-v-html': 'error',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/require-explicit-emits': 'error',
    },
  },
  {
    plugins: { house },
    rules: {
      'house/file-name': 'error',
      'house/class-name': 'error',
      'house/no-suppression': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'always' }],
      eqeqeq: ['error', 'always'],
      'no-restricted-syntax': forbid(...everywhere),
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: sources,
    rules: {
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 60, IIFEs: true }],
      complexity: ['error', 10],
      'no-console': 'error',
      'no-restricted-syntax': forbid(...inProduct, noDefaultExport),
    },
  },
  { files: server, rules: { 'no-restricted-syntax': forbid(...inProduct, noDefaultExport, ...clockOnly) } },
  {
    files: ['apps/api/src/infra/clock/**/*.ts', 'libs/kernel/src/time.ts'],
    rules: { 'no-restricted-syntax': forbid(...inProduct, noDefaultExport) },
  },
  {
    files: ['apps/storefront/src/**/*.{ts,vue}'],
    ignores: ['apps/storefront/src/platform/**'],
    rules: { 'no-restricted-syntax': forbid(...inProduct, noDefaultExport, ...platformOnly) },
  },
  {
    files: ['apps/storefront/src/{pages,pkg-*}/**/*.vue', 'apps/admin/src/views/**/*.vue'],
    rules: { 'max-lines': ['error', { max: 250 }] },
  },
  {
    files: [...specs, 'apps/api/migrations/**/*.ts', 'apps/*/test/**/*.ts', 'scripts/test/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 600 }],
      'max-lines-per-function': 'off',
      'no-restricted-syntax': forbid(...inProduct, noDefaultExport),
    },
  },
  // Programs for a terminal: what the simulator and the entries of the server print is their interface.
  {
    files: ['apps/simulator/src/**/*.ts', 'apps/api/src/*.ts', 'apps/api/src/{launch,audit,demo}/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  { files: ['**/*.d.ts'], rules: { '@typescript-eslint/no-empty-object-type': 'off', 'no-restricted-syntax': 'off' } },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
]
