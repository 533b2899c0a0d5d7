import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'

const systems = { linux: 'linux', darwin: 'mac', win32: 'windows' }
const require = createRequire(import.meta.url)

/** The package ships its programs without the right to run them, so a copy is given it. */
const borrow = (name, use) => {
  const home = join(dirname(require.resolve('miniprogram-compiler/package.json')), 'bin', systems[process.platform])
  const file = process.platform === 'win32' ? `${name}.exe` : name
  const folder = mkdtempSync(join(tmpdir(), 'jishi-compiler-'))
  try {
    copyFileSync(join(home, file), join(folder, file))
    chmodSync(join(folder, file), 0o755)
    return use(join(folder, file))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const complaintOf = (name, folder, options, files) =>
  borrow(name, (program) => {
    const inside = files.map((file) => relative(folder, file))
    const { status, error, stderr } = spawnSync(program, [...options, ...inside], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    })
    if (status === 0) return null
    const lines = `${error?.message ?? ''}\n${stderr ?? ''}`.split('\n')
    return lines.find((line) => /:\d+:\d+|\(\d+:\d+\)/.test(line))?.trim() ?? lines.join(' ').trim()
  })

/** What WeChat's own compilers say of the markup and the styles: `file:line:column: words`, or null. */
export const wxmlComplaint = (folder, files) => complaintOf('wcc', folder, ['-d'], files)
export const wxssComplaint = (folder, files) => complaintOf('wcsc', folder, ['-db', '-pc', '0'], files)
