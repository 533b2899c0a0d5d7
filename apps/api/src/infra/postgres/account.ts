import { readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** The user a server process runs as, where it is not our own. */
export interface Account {
  readonly uid: number
  readonly gid: number
}

const NOBODY: Account = { uid: 65_534, gid: 65_534 }

/**
 * Postgres refuses to run as root, so root lends it the account every system has. A bare number is not enough: the
 * server looks its own name up, so the account must be a listed one.
 */
export const serverAccount = (): Account | undefined => {
  if (process.getuid?.() !== 0) return undefined
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'))
  const [, , uid, gid] = line?.split(':') ?? []
  return uid === undefined || gid === undefined ? NOBODY : { uid: Number(uid), gid: Number(gid) }
}

const OTHERS_ENTER = 0o001
const OTHERS_READ_ENTER = 0o005

/** Whether an account that owns nothing on the way may enter every directory above this path. */
export const othersMayReach = (path: string): boolean => {
  for (let above = dirname(path); ; above = dirname(above)) {
    if ((statSync(above).mode & OTHERS_ENTER) === 0) return false
    if (above === dirname(above)) return true
  }
}

/** Whether such an account may read and run this very file. */
export const othersMayRun = (file: string): boolean =>
  othersMayReach(file) && (statSync(file).mode & OTHERS_READ_ENTER) === OTHERS_READ_ENTER
