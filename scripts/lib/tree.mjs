import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

const notText = /\.(?:webp|png|jpe?g|gif|ico|woff2?|pdf|gz|br|zip)$/
const generated = /(?:^|\/)package-lock\.json$/
const largestBytes = 1_000_000

/** The text files of the repository, tracked or about to be, as `{ path, text }` with paths from its root. */
export function textFiles() {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root, maxBuffer: 1 << 26 })
  return listed
    .toString('utf8')
    .split('\0')
    .filter((path) => path !== '' && !notText.test(path) && !generated.test(path))
    .flatMap((path) => readIfSmall(path))
}

function readIfSmall(path) {
  const file = join(root, path)
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? Number.POSITIVE_INFINITY
  return size > largestBytes ? [] : [{ path, text: readFileSync(file, 'utf8') }]
}
