/** A refusal in the gateway's own words: HTTP status, code and message as the real one answers them. */
export class GatewayError extends Error {
  readonly status: number
  readonly code: string
  readonly detail: Readonly<Record<string, unknown>> | undefined

  constructor(status: number, code: string, message: string, detail?: Readonly<Record<string, unknown>>) {
    super(message)
    this.name = 'GatewayError'
    this.status = status
    this.code = code
    this.detail = detail
  }

  body(): Record<string, unknown> {
    return { code: this.code, message: this.message, ...(this.detail === undefined ? {} : { detail: this.detail }) }
  }
}
