import { startSimulator } from './simulator.js'
import type { SimulatorOptions } from './simulator.js'
import type { KeyMode } from './book/records.js'

const DEFAULT_PORT = 3100
const KEY_MODES: readonly KeyMode[] = ['public_key', 'certificate_a', 'certificate_b']

type Environment = Readonly<Record<string, string | undefined>>

function numberFrom(environment: Environment, name: string, otherwise: number): number {
  const text = environment[name]
  if (text === undefined || text === '') return otherwise
  const value = Number(text)
  if (!Number.isFinite(value) || value < 0) throw new Error(`${name} must be a number of at least 0, not "${text}"`)
  return value
}

function optionsFrom(environment: Environment): SimulatorOptions {
  if (environment['JISHI_MODE'] === 'production') {
    throw new Error('the simulator stands in for banks and carriers and never runs in production')
  }
  const keyMode = (environment['SIMULATOR_KEY_MODE'] || 'public_key') as KeyMode
  if (!KEY_MODES.includes(keyMode)) throw new Error(`SIMULATOR_KEY_MODE must be one of ${KEY_MODES.join(', ')}`)
  const publicUrl = environment['SIMULATOR_PUBLIC_URL']
  return {
    port: numberFrom(environment, 'SIMULATOR_PORT', DEFAULT_PORT),
    host: environment['HOST'] || '127.0.0.1',
    dataDir: environment['DATA_DIR'] || '.data',
    notifyScheduleScale: numberFrom(environment, 'SIMULATOR_NOTIFY_SCALE', 1),
    notifyAnswerLimitMs: numberFrom(environment, 'SIMULATOR_NOTIFY_ANSWER_LIMIT_MS', 5_000),
    refundSettleMs: numberFrom(environment, 'SIMULATOR_REFUND_SETTLE_MS', 1500),
    keyMode,
    ...(publicUrl ? { publicUrl } : {}),
  }
}

async function run(): Promise<void> {
  const simulator = await startSimulator(optionsFrom(process.env))
  let stopping = false
  const stop = (): void => {
    if (stopping) return
    stopping = true
    simulator.close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.on('SIGTERM', stop)
  // Ctrl-C reaches the whole process group; a child waits until its parent, which still talks to it, lets it go.
  process.on('SIGINT', () => {
    if (process.send === undefined) stop()
  })
  // The parent's end of the channel closes however the parent ends, kill -9 included.
  process.on('disconnect', stop)
  process.stdout.write(`simulator ${simulator.url}\n`)
  process.send?.({ type: 'ready', port: simulator.port, url: simulator.url })
}

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
