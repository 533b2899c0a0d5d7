import { readdirSync } from 'node:fs'
import type { Life } from '@jishi/kernel/life'
import { describe, expect, it } from 'vitest'

const MODULES = new URL('../../src/modules/', import.meta.url)
const INTRO = `# Lives

Every life cycle of the shop, drawn from the tables the program runs (\`apps/api/src/modules/*/domain/*-life.ts\`). Written by
\`npx vitest run --project vectors test/contract/lives.spec.ts -u\` in \`apps/api\`; the same spec fails when this page is behind.
`

type AnyLife = Life<string, string, unknown>

const isLife = (value: unknown): value is AnyLife =>
  typeof value === 'object' && value !== null && 'toMermaid' in value && 'table' in value

const lives = async (): Promise<{ file: string; life: AnyLife }[]> => {
  const files = readdirSync(MODULES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('-life.ts'))
  const found = await Promise.all(
    files.sort().map(async (file) => {
      const module = (await import(new URL(file, MODULES).href)) as Record<string, unknown>
      return Object.values(module)
        .filter(isLife)
        .map((life) => ({ file, life }))
    }),
  )
  return found.flat()
}

const chapter = ({ file, life }: { file: string; life: AnyLife }): string => `
## ${life.table.name}

From \`${file}\`.

\`\`\`mermaid
${life.toMermaid().trim()}
\`\`\`

${life.toMarkdown().trim()}
`

describe('the lives of the shop', () => {
  it('stand in the guide as they are run', async () => {
    const page = INTRO + (await lives()).map(chapter).join('')
    await expect(page).toMatchFileSnapshot('../../../../docs/guide/lives.md')
  })
})
