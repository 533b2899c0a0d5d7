import 'reflect-metadata'
import { randomInt } from 'node:crypto'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { NestFactory } from '@nestjs/core'
import { MIN_PASSWORD_LENGTH } from '@jishi/contracts/identity/operators.terms'
import { DomainError } from '@jishi/kernel/errors'
import { AppModule } from './app.module.js'
import { ConfigProblem, loadConfig } from './infra/config/config.js'
import { prepareDatabase } from './launch/open-shop.js'
import { FirstOperator, IdentityModule, ShopHasOwner, oneTimePassword } from './modules/identity/index.js'

const USAGE = `usage: npm run operator -- create --username <name> --role <code> [--name <what people call them>] [--force]
The password is read from stdin when something is piped in; otherwise a random one is printed once.`

interface Arguments {
  readonly username: string
  readonly role: string
  readonly displayName: string
  readonly force: boolean
}

class Refusal extends Error {}

const argumentsOf = (): Arguments => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      username: { type: 'string' },
      role: { type: 'string' },
      name: { type: 'string' },
      force: { type: 'boolean', default: false },
    },
  })
  const { username, role, name, force } = values
  if (positionals.join(' ') !== 'create' || username === undefined || role === undefined) throw new Refusal(USAGE)
  return { username, role, displayName: name ?? username, force }
}

/** Never an argument: arguments are seen by everybody on the machine and kept in the shell's history. */
const pipedPassword = async (): Promise<string | undefined> => {
  if (process.stdin.isTTY) return undefined
  const given = (await text(process.stdin)).replace(/\r?\n$/, '')
  if (given === '') return undefined
  if ([...given].length < MIN_PASSWORD_LENGTH)
    throw new Refusal(`the password needs at least ${MIN_PASSWORD_LENGTH} characters`)
  return given
}

/** Makes an operator of the shop at DATABASE_URL, for which nobody has to be signed in: run it on the shop's own machine. */
const run = async (): Promise<void> => {
  const { username, role, displayName, force } = argumentsOf()
  const config = loadConfig(process.env)
  if (config.databaseUrl === '') throw new Refusal('DATABASE_URL is required: a demo shop makes its own operators')
  const piped = await pipedPassword()
  const password = piped ?? oneTimePassword((below) => randomInt(below))
  await prepareDatabase(config)
  // The rest of the shop is not needed for it, and neither are its gateways' keys.
  const app = await NestFactory.createApplicationContext(AppModule.of({ config, modules: [IdentityModule] }), {
    abortOnError: false,
    logger: false,
  })
  try {
    await app.get(FirstOperator).run({ username, displayName, password, roles: [role] }, force)
  } finally {
    await app.close()
  }
  console.error(`operator ${username} (${role}) is made`)
  if (piped === undefined) console.log(password)
}

const isRefusal = (error: unknown): error is Error =>
  error instanceof Refusal ||
  error instanceof ShopHasOwner ||
  error instanceof DomainError ||
  error instanceof ConfigProblem

run().catch((error: unknown) => {
  console.error(isRefusal(error) ? error.message : error)
  process.exit(1)
})
