import { randomBytes } from 'node:crypto'

/** The open platform refuses with HTTP 200 and a code of its own. */
export class OpenError extends Error {
  constructor(
    readonly errcode: number,
    message: string,
  ) {
    super(message)
    this.name = 'OpenError'
  }

  body(): Record<string, unknown> {
    const trace = [4, 4, 4].map((length) => randomBytes(length).toString('hex')).join('-')
    return { errcode: this.errcode, errmsg: `${this.message} rid: ${trace}` }
  }
}
