import { posix } from 'node:path'

/** What no import graph and no syntax tree shows. Each check takes `{ path, text }` files and returns problems as lines. */
export const textChecks = {
  'platform-text': platformText,
  'error-codes': errorCodes,
  'own-tree': ownTree,
  'foreign-keys': foreignKeys,
  'loose-ends': looseEnds,
}

const condition = /#(?:ifdef|ifndef|endif)\b/g
const platformObject = /(?<![\w$.-])(?:wx|my)\.[a-z]\w*|\buni\.(?:login|requestPayment|share\w*)\b|\bopen-type=/g

/** Conditional compilation and the names of one platform belong to storefront/src/platform, in whatever language. */
export function platformText(files) {
  return files
    .filter(({ path }) => path.startsWith('apps/storefront/src/') && !path.startsWith('apps/storefront/src/platform/'))
    .flatMap((file) => {
      // ESLint reads the scripts; here are the templates, styles and JSON that it cannot see.
      const unseen = file.path.endsWith('.ts') ? '' : file.text.replace(/<script[^>]*>[\s\S]*?<\/script>/g, blankOut)
      return [
        ...matches(file, condition).map(say('conditional compilation outside src/platform')),
        ...matches({ ...file, text: unseen }, platformObject).map(say('a platform object outside src/platform')),
      ]
    })
}

const knownCode = /^ {2}([A-Z][A-Z0-9_]*): \{/gm
const spokenCode = /\bnew DomainError\(\s*['"]([A-Z0-9_]+)['"]|\brefusal: ['"]([A-Z0-9_]+)['"]/g

/** Every code the server refuses with has its status and its words. */
export function errorCodes(files) {
  const tables = files.filter(({ path }) => /^libs\/contracts\/src\/(?:.+\.)?errors\.ts$/.test(path))
  const known = new Set(tables.flatMap(({ text }) => [...text.matchAll(knownCode)].map((match) => match[1])))
  if (known.size === 0) return ['libs/contracts/src/errors.ts: no error codes found']
  const isProduct = ({ path }) =>
    /^(?:apps\/[^/]+|libs\/contracts)\/src\/.+\.(?:ts|vue)$/.test(path) && !path.endsWith('.spec.ts')
  return files.filter(isProduct).flatMap((file) =>
    matches(file, spokenCode)
      .filter(({ groups }) => !known.has(groups.find((group) => group !== undefined)))
      .map(say('not in libs/contracts/src/errors.ts')),
  )
}

const climbing = /(?:\.\.\/)+[\w.-]+/g
const machinePath = /(?<![\w./-])\/(?:work|home|root|Users)\/[\w.-]+/g

/** A clone stands alone: nothing in it names a place outside, be it of one machine or beside the repository. */
export function ownTree(files) {
  return files.flatMap((file) => [
    ...matches(file, climbing)
      .filter(({ found }) => posix.join(posix.dirname(file.path), found).startsWith('..'))
      .map(say('leads out of the repository')),
    ...matches(file, machinePath).map(say('a path of one machine')),
  ])
}

const created = /\bcreate table (?:if not exists )?"?(\w+)"?/gi
const referenced = /\breferences "?(\w+)"?/gi

/** Foreign keys stay inside a module: a migration refers only to tables that its own area created. */
export function foreignKeys(files) {
  const migrations = files.filter(({ path }) => /^apps\/api\/migrations\/\d+-/.test(path))
  const areaOf = ({ path }) => /\/\d+-([a-z]+)/.exec(path)?.[1]
  const owner = new Map()
  for (const file of migrations) {
    for (const { groups } of matches(file, created)) owner.set(groups[0], areaOf(file))
  }
  return migrations.flatMap((file) =>
    matches(file, referenced)
      .filter(({ groups }) => owner.has(groups[0]) && owner.get(groups[0]) !== areaOf(file))
      .map(say('a foreign key into another module')),
  )
}

const looseEnd = new RegExp(`\\b(?:${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X'].join('|')})\\b`, 'g')

/** What is not done is an issue in the tracker or a sentence in a README, never a mark in the code. */
export function looseEnds(files) {
  return files
    .filter(({ path }) => /\.(?:ts|vue|mjs|cjs|js|sql|sh|scss)$/.test(path))
    .flatMap((file) => matches(file, looseEnd).map(say('a loose end')))
}

function matches({ path, text }, pattern) {
  return [...text.matchAll(pattern)].map((match) => ({
    found: match[0].trim(),
    groups: match.slice(1),
    place: `${path}:${text.slice(0, match.index).split('\n').length}`,
  }))
}

function say(words) {
  return ({ place, found }) => `${place}: ${words}: ${found}`
}

function blankOut(part) {
  return part.replace(/[^\n]/g, ' ')
}
