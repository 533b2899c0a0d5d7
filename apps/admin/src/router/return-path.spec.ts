import { expect, it } from 'vitest'
import { returnPath } from './return-path'

it.each([
  ['/orders?state=paid', '/orders?state=paid'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['javascript:alert(1)', '/'],
  ['/sign-in?next=/orders', '/'],
  [undefined, '/'],
  [['/orders'], '/'],
])('after signing in, %o leads to %s', (asked, path) => {
  expect(returnPath(asked)).toBe(path)
})
