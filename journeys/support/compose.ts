import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { root } from './shop.js'

export interface ComposeService {
  readonly image: string
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly healthcheck: { readonly test: readonly string[] }
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>
}

export const readCompose = (): ComposeFile =>
  parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as ComposeFile

/** `${NAME:?why}` and `${NAME}` as compose reads them: a value that is not set is an error, never empty. */
export const interpolated = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(/\$\{([A-Z_]+)(?::\?([^}]*))?\}/g, (_whole, name: string, why?: string) => {
    const value = values[name]
    if (value === undefined || value === '') throw new Error(`${name}: ${why ?? 'not set'}`)
    return value
  })

/** What compose would set for the service, with the names of other services replaced by where they run here. */
export const environmentOf = (
  service: ComposeService,
  values: Readonly<Record<string, string>>,
  places: Readonly<Record<string, string>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(service.environment ?? {}).map(([key, text]) => {
      let value = interpolated(String(text), values)
      for (const [name, place] of Object.entries(places)) value = value.replaceAll(name, place)
      return [key, value]
    }),
  )

const READY_WITHIN_MS = 60_000

/** A process of ours that says so on stdout when it is ready, and ends when it is told to. */
export class Running {
  output = ''
  private constructor(private readonly child: ChildProcess) {}

  static async start(
    command: readonly string[],
    env: NodeJS.ProcessEnv,
    ready: RegExp,
    limitMs = READY_WITHIN_MS,
  ): Promise<Running> {
    const [program = '', ...args] = command
    const child = spawn(program === 'node' ? process.execPath : program, args, {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const running = new Running(child)
    const note = (chunk: Buffer): void => void (running.output += chunk.toString('utf8'))
    child.stdout.on('data', note)
    child.stderr.on('data', note)
    const until = performance.now() + limitMs
    while (!ready.test(running.output)) {
      if (child.exitCode !== null || performance.now() > until) {
        await running.end('SIGKILL')
        throw new Error(`${command.join(' ')} did not become ready:\n${running.output.slice(-3_000)}`)
      }
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    return running
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill(signal)
      await once(this.child, 'exit')
    }
    return this.child.exitCode
  }
}

/** Exit code of a service's own health check, run as compose runs it. */
export const healthOf = (service: ComposeService, env: NodeJS.ProcessEnv): number | null => {
  const [kind, program = '', ...args] = service.healthcheck.test
  if (kind !== 'CMD') throw new Error(`a ${kind} check cannot be run here`)
  return spawnSync(program === 'node' ? process.execPath : program, args, { cwd: root, env, stdio: 'ignore' }).status
}

export const hasProgram = (name: string): boolean => spawnSync('which', [name]).status === 0

/** The web server with the very template of the image, in a directory of its own, under a certificate made here. */
export const nginxCommand = (directory: string, values: Readonly<Record<string, string>>): string[] => {
  mkdirSync(join(directory, 'logs'), { recursive: true })
  const [certificate, key] = [join(directory, 'tls.crt'), join(directory, 'tls.key')]
  const subject = ['-subj', '/CN=127.0.0.1', '-days', '2']
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, ...subject],
    { stdio: 'ignore' },
  )
  const template = readFileSync(join(root, 'docker/nginx.conf.template'), 'utf8')
  const named = { ...values, SHOP_CERTIFICATE: certificate, SHOP_CERTIFICATE_KEY: key }
  // As the image does it: only what has a value is replaced, nginx's own variables stay.
  const site = template.replace(
    /\$\{(SHOP_[A-Z_]+)\}/g,
    (whole, name: string) => named[name as keyof typeof named] ?? whole,
  )
  writeFileSync(
    join(directory, 'nginx.conf'),
    `pid ${directory}/nginx.pid;\nerror_log stderr notice;\nevents {}\nhttp {\naccess_log off;\nclient_body_temp_path ${directory}/body;\nproxy_temp_path ${directory}/proxy;\nfastcgi_temp_path ${directory}/fastcgi;\nuwsgi_temp_path ${directory}/uwsgi;\nscgi_temp_path ${directory}/scgi;\n${site}\n}\n`,
  )
  return ['nginx', '-p', directory, '-c', join(directory, 'nginx.conf'), '-g', 'daemon off;']
}
