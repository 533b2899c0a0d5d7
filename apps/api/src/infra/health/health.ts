import { Injectable } from '@nestjs/common'

/** One thing the shop needs before it can serve; rejects or answers false while it is not there. */
export interface ReadyCheck {
  readonly name: string
  readonly check: () => Promise<boolean | void>
}

export interface Readiness {
  readonly ready: boolean
  /** Names of the checks that failed; `draining` and `starting` stand for the program's own state. */
  readonly missing: readonly string[]
}

const CHECK_LIMIT_MS = 2_000

const timeLimit = (ms: number): { reached: Promise<false>; clear: () => void } => {
  let timer: NodeJS.Timeout | undefined
  const reached = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), ms)))
  return { reached, clear: () => clearTimeout(timer) }
}

const passes = async ({ check }: ReadyCheck): Promise<boolean> => {
  const limit = timeLimit(CHECK_LIMIT_MS)
  try {
    return (await Promise.race([check(), limit.reached])) !== false
  } catch {
    return false
  } finally {
    limit.clear()
  }
}

/**
 * Whether requests should be sent here. Parts of the program add what they need (`health.add({ name, check })`);
 * the program opens it when it is up (`open`) and closes it before it stops (`drain`).
 */
@Injectable()
export class Health {
  private readonly checks = new Map<string, ReadyCheck>()
  private state: 'starting' | 'open' | 'draining' = 'starting'

  add(check: ReadyCheck): void {
    this.checks.set(check.name, check)
  }

  open(): void {
    if (this.state === 'starting') this.state = 'open'
  }

  /** From now on nobody new should come; what runs may end. */
  drain(): void {
    this.state = 'draining'
  }

  get draining(): boolean {
    return this.state === 'draining'
  }

  async readiness(): Promise<Readiness> {
    if (this.state !== 'open') return { ready: false, missing: [this.state] }
    const missing: string[] = []
    await Promise.all(
      [...this.checks.values()].map(async (check) => {
        if (!(await passes(check))) missing.push(check.name)
      }),
    )
    return { ready: missing.length === 0, missing: missing.sort() }
  }
}
