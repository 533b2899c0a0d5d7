// Checks the import graph of the whole tree against .dependency-cruiser.cjs, one area after the other.
import { areas, cruise } from './lib/architecture.mjs'

let failed = false
for (const area of areas) {
  const { code, text } = await cruise(area)
  process.stdout.write(
    `architecture of ${area.name}:${text || (code === 0 ? ' nothing to check\n' : ' the tool failed\n')}`,
  )
  if (code !== 0) failed = true
}
process.exitCode = failed ? 1 : 0
