import type { Device } from './device.js'

export interface WireRequest {
  url: string
  method: string
  headers: Record<string, string>
  body: string | Uint8Array<ArrayBuffer> | undefined
  timeoutMs: number
}

export interface WireAnswer {
  status: number
  headers: Record<string, string>
  body: unknown
}

interface RawAnswer {
  status: number
  headers: Record<string, string>
  bytes: Uint8Array
}

/** Why there is no answer, as both clients distinguish it. */
export class NoAnswer extends Error {
  constructor(readonly reason: 'method' | 'host' | 'network' | 'timeout') {
    super(reason)
  }
}

const METHODS = new Set(['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE', 'CONNECT'])

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

/** The client's own network: only registered hosts, no PATCH. A registered origin stands for the shop under test. */
export class Wire {
  constructor(
    private readonly device: Device,
    private readonly origins: Readonly<Record<string, string>>,
  ) {}

  async exchange(request: WireRequest): Promise<WireAnswer> {
    const { bytes, ...answer } = await this.whole(request)
    return { ...answer, body: parsed(new TextDecoder().decode(bytes)) }
  }

  /** A file, as it is. */
  download(request: WireRequest): Promise<RawAnswer> {
    return this.whole(request)
  }

  private async whole(request: WireRequest): Promise<RawAnswer> {
    if (!METHODS.has(request.method)) throw new NoAnswer('method')
    const url = new URL(request.url)
    const origin = this.origins[url.origin]
    if (origin === undefined) throw new NoAnswer('host')
    const path = url.pathname + url.search
    const note = (status: number | null): void => {
      const { method } = request
      this.device.exchanges.push({ method, path, status, key: request.headers['idempotency-key'] })
    }
    if (this.device.network === 'lost') {
      note(null)
      throw new NoAnswer('network')
    }
    const answer = await this.ask(origin + path, request).catch((error: unknown) => {
      note(null)
      throw error
    })
    if (this.device.network !== 'wifi') {
      note(null)
      throw new NoAnswer(this.device.network === 'slow' ? 'timeout' : 'network')
    }
    note(answer.status)
    return answer
  }

  private async ask(url: string, request: WireRequest): Promise<RawAnswer> {
    try {
      const answer = await fetch(url, {
        method: request.method,
        headers: request.headers,
        ...(request.body === undefined ? {} : { body: request.body }),
        signal: AbortSignal.timeout(request.timeoutMs),
      })
      return {
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        bytes: new Uint8Array(await answer.arrayBuffer()),
      }
    } catch (error) {
      throw new NoAnswer(error instanceof DOMException && error.name === 'TimeoutError' ? 'timeout' : 'network')
    }
  }
}
