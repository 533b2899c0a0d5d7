/** The other end of inside.mjs. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../scripts/lib/tree.mjs'

/** What the next shop has to be opened with, and how to ask it afterwards. */
export const probeOf = (dataDir) => {
  const path = join(dataDir, 'inside.sock')
  const ask = async (command) => {
    const socket = connect(path)
    let said = ''
    socket.on('data', (chunk) => (said += chunk.toString('utf8')))
    socket.end(command)
    await once(socket, 'close')
    return JSON.parse(said)
  }
  const preload = `--import=${pathToFileURL(join(root, 'bench/inside.mjs')).href}`
  return { ask, env: { BENCH_INSIDE: path, NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} ${preload}`.trim() } }
}
