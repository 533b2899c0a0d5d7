import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { ESLint } from 'eslint'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const eslint = new ESLint({ cwd: root })
const lines = (count: number, line: string): string => `${line}\n`.repeat(count)
const branches = (count: number): string => lines(count, '  if (a === b) return a')
const page = (script: string): string =>
  `<script setup lang="ts">\n${script}\n</script>\n\n<template>\n  <view />\n</template>\n`

async function rulesBroken(file: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: resolve(root, file) })
  return (result?.messages ?? []).map((message) => message.ruleId ?? message.message)
}

const api = 'apps/api/src/modules/order/place-order.ts'
const storefront = 'apps/storefront/src/stores/cart.ts'

describe('the rules of the house', () => {
  it.each<[rule: string, what: string, file: string, text: string]>([
    ['max-lines', 'a file over 300 lines', api, lines(301, 'export {}')],
    [
      'max-lines',
      'a page over 250 lines',
      'apps/storefront/src/pages/home/home.vue',
      page(lines(246, '// still here')),
    ],
    ['max-lines', 'a page of a subpackage', 'apps/storefront/src/pkg-goods/list/list.vue', page(lines(246, '// more'))],
    ['max-lines', 'a migration over 600 lines', 'apps/api/migrations/0040-catalog.ts', lines(601, 'export {}')],
    ['max-lines-per-function', 'a function over 60 lines', api, `export const f = () => {\n${lines(60, '  g()')}}\n`],
    ['complexity', 'a function of complexity 11', api, `export function f(a: number, b: number) {\n${branches(10)}}\n`],
    [
      'no-restricted-syntax',
      'a constructor of eight',
      api,
      'export class A {\n  constructor(a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1, h: 1) { use(a, b, c, d, e, f, g, h) }\n}\n',
    ],
    ['@typescript-eslint/no-explicit-any', 'any', api, 'export const a = (b: any) => b\n'],
    ['house/no-suppression', 'a rule switched off', api, '// eslint-disable-next-line no-var\nexport const a = 1\n'],
    [
      'no-var',
      'a rule that a comment tries to switch off',
      api,
      '// eslint-disable-next-line no-var\nexport var a = 1\n',
    ],
    ['@typescript-eslint/ban-ts-comment', 'the compiler switched off', api, '// @ts-ignore\nexport const a = 1\n'],
    ['no-restricted-syntax', 'an enum', api, 'export enum State { paid }\n'],
    ['no-restricted-syntax', 'a default export', api, 'export default 1\n'],
    ['no-restricted-syntax', 'the machine clock', api, 'export const a = Date.now()\n'],
    [
      'no-restricted-syntax',
      'the machine clock as a Date',
      'libs/contracts/src/client.ts',
      'export const a = new Date()\n',
    ],
    [
      'no-restricted-syntax',
      'unseeded randomness',
      'apps/api/src/infra/outbox/relay.ts',
      'export const a = Math.random()\n',
    ],
    ['no-restricted-syntax', 'money as a float', api, "export const a = parseFloat('29.90')\n"],
    [
      'no-restricted-syntax',
      'money made text by a float',
      storefront,
      'export const a = (b: number) => b.toFixed(2)\n',
    ],
    ['no-restricted-syntax', 'an API of one platform', storefront, 'export const a = () => uni.requestPayment({})\n'],
    ['no-restricted-syntax', 'an object of one platform', storefront, 'export const a = () => wx.login()\n'],
    ['no-restricted-syntax', 'the same in a page', 'apps/storefront/src/pages/me/me.vue', page('my.getAuthCode()')],
    ['no-console', 'printing', api, "console.log('x')\n"],
    ['eqeqeq', 'loose equality', api, 'export const a = (b: number) => b == 1\n'],
    ['house/file-name', 'a name in camel case', 'apps/api/src/modules/order/placeOrder.ts', 'export const a = 1\n'],
    ['house/file-name', 'a file that says nothing', 'apps/api/src/modules/order/utils.ts', 'export const a = 1\n'],
    ['house/file-name', 'a folder that says nothing', 'apps/api/src/common/prices.ts', 'export const a = 1\n'],
    ['house/class-name', 'a class that says nothing', api, 'export class Manager {}\n'],
    ['vue/no-v-html', 'markup from outside', 'apps/admin/src/views/a.vue', '<template><p v-html="x" /></template>\n'],
  ])('%s reports %s', async (rule, _what, file, text) => {
    expect(await rulesBroken(file, text)).toContain(rule)
  })

  it.each<[what: string, file: string, text: string]>([
    ['the clock in its own folder', 'apps/api/src/infra/clock/clock.ts', 'export const now = () => Date.now()\n'],
    ['the clock of the kernel', 'libs/kernel/src/time.ts', 'export const now = () => Date.now()\n'],
    ['a Date of a known time', api, 'export const day = (at: number) => new Date(at)\n'],
    [
      'one platform in its folder',
      'apps/storefront/src/platform/mp-weixin/index.ts',
      'export const a = () => wx.login()\n',
    ],
    ['a tool configuration', 'apps/storefront/vite.config.ts', 'export default {}\n'],
    ['a file of 300 lines', api, lines(300, 'export {}')],
    ['a long spec', 'apps/api/test/stories/buy.spec.ts', lines(600, 'export {}')],
    ['a page', 'apps/storefront/src/pages/me/me.vue', page('useShare()')],
  ])('leave alone %s', async (_what, file, text) => {
    expect(await rulesBroken(file, text)).toEqual([])
  })
})

describe('the quick first layer', () => {
  const oxlint = (text: string): string => {
    const folder = mkdtempSync(join(tmpdir(), 'jishi-oxlint-'))
    writeFileSync(join(folder, 'a.spec.ts'), text)
    const program = resolve(root, 'node_modules/oxlint/bin/oxlint')
    const args = [program, '--config', resolve(root, '.oxlintrc.json'), folder]
    const { stdout, status } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    rmSync(folder, { recursive: true })
    return `${String(status)} ${stdout}`
  }

  it('reports a test that is skipped or shuts out the others', () => {
    expect(oxlint("import { it } from 'vitest'\nit.only('a', () => {})\n")).toMatch(/^1 [\s\S]*no-focused-tests/)
    expect(oxlint("import { it } from 'vitest'\nit.skip('a', () => {})\n")).toMatch(/^1 [\s\S]*no-disabled-tests/)
    expect(oxlint("import { it } from 'vitest'\nit('a', () => {})\n")).toMatch(/^0 /)
  })
})
