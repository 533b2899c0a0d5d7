/** Builds what is named, without installing anything: for container images. `node scripts/build.mjs api admin`. */
import { buildStale, builds } from './lib/builds.mjs'
import { root } from './lib/tree.mjs'

const names = process.argv.slice(2)
const unknown = names.filter((name) => !builds.some((build) => build.name === name))
if (names.length === 0 || unknown.length > 0) {
  console.error(`usage: node scripts/build.mjs <${builds.map(({ name }) => name).join('|')}> …`)
  process.exit(1)
}
await buildStale(root, { say: (words) => console.log(`· ${words}`), only: names })
