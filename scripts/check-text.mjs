// Runs the text checks over the repository, all of them or those named: `node scripts/check-text.mjs [name…]`.
import { textChecks } from './lib/text-checks.mjs'
import { textFiles } from './lib/tree.mjs'

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in textChecks))
if (unknown.length > 0) {
  process.stderr.write(`no such check: ${unknown.join(', ')}; there are ${Object.keys(textChecks).join(', ')}\n`)
  process.exit(2)
}
const files = textFiles()
for (const [name, check] of Object.entries(textChecks)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  const problems = check(files)
  process.stdout.write(`${name}: ${problems.length === 0 ? 'ok' : `${problems.length} problems`}\n`)
  for (const problem of problems) process.stdout.write(`  ${problem}\n`)
  if (problems.length > 0) process.exitCode = 1
}
