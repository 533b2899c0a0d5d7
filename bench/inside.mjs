/**
 * Loaded into the shop's process when BENCH_INSIDE names a socket: tells what is alive in its memory after a collection, and takes
 * profiles. Nothing of the product knows about it.
 */
import { rmSync } from 'node:fs'
import { Session } from 'node:inspector'
import { createServer } from 'node:net'
import { promisify } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const SAMPLE_US = 500

const commands = () => {
  const session = new Session()
  session.connect()
  const ask = promisify(session.post.bind(session))
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc')
  return {
    alive: async () => {
      collect()
      // What was kept for finalizers goes with the second.
      collect()
      const { heapUsed, external, rss } = process.memoryUsage()
      return { alive: heapUsed + external, rss }
    },
    profile: async () => {
      await ask('Profiler.enable')
      await ask('Profiler.setSamplingInterval', { interval: SAMPLE_US })
      await ask('Profiler.start')
      return {}
    },
    profiled: async () => (await ask('Profiler.stop')).profile,
  }
}

if (process.env.BENCH_INSIDE && /[\\/]dev\.js$/.test(process.argv[1] ?? '')) {
  const known = commands()
  // Of a shop of the same run that ended before.
  rmSync(process.env.BENCH_INSIDE, { force: true })
  createServer({ allowHalfOpen: true }, (socket) => {
    let asked = ''
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => (asked += chunk.toString('utf8')))
    socket.on('end', () => known[asked]().then((answer) => socket.end(JSON.stringify(answer))))
  })
    .listen(process.env.BENCH_INSIDE)
    .unref()
}
