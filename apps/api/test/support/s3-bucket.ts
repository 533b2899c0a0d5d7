import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { S3Place } from '../../src/infra/storage/s3-files.js'
import { payloadProblem, signatureProblem } from './s3-signature.js'

/** What the next requests meet: an error code of S3, silence, or a body that stops in the middle. */
export type Trouble = 'SlowDown' | 'InternalError' | 'AccessDenied' | 'hang' | 'half'

const STATUS: Readonly<Record<string, number>> = {
  NoSuchKey: 404,
  NoSuchBucket: 404,
  SlowDown: 503,
  InternalError: 500,
  InvalidRange: 416,
  IncompleteBody: 400,
  XAmzContentSHA256Mismatch: 400,
  MethodNotAllowed: 405,
}

/** A bucket in this process that speaks enough of S3, by path and by host name, and believes no wrong signature. */
export class S3Bucket {
  readonly objects = new Map<string, { body: Buffer; type: string }>()
  /** Every request that came, as `PUT key status`. */
  readonly seen: string[] = []
  readonly key = { accessKeyId: 'AKBUCKETUNDERTEST', secretAccessKey: 'bucket/under+test=', region: 'cn-test-1' }
  readonly name = 'jishi-files'
  private readonly troubles: Trouble[] = []
  private readonly server = createServer((request, response) => {
    void this.serve(request, response).catch(() => response.destroy())
  })

  static async open(): Promise<S3Bucket> {
    const bucket = new S3Bucket()
    await new Promise<void>((resolve) => bucket.server.listen(0, '127.0.0.1', resolve))
    return bucket
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  place(over: Partial<S3Place> = {}): S3Place {
    const { accessKeyId, secretAccessKey, region } = this.key
    const fixed = { endpoint: this.endpoint, bucket: this.name, pathStyle: true, direct: true, timeoutMs: 1_000 }
    return { accessKeyId, secretAccessKey, region, ...fixed, ...over }
  }

  /** The environment of a shop that keeps its files here. */
  environment(): Record<string, string> {
    return {
      STORAGE: 's3',
      S3_ENDPOINT: this.endpoint,
      S3_REGION: this.key.region,
      S3_BUCKET: this.name,
      S3_ACCESS_KEY_ID: this.key.accessKeyId,
      S3_SECRET_ACCESS_KEY: this.key.secretAccessKey,
      S3_PATH_STYLE: 'true',
      S3_TIMEOUT_MS: '2000',
    }
  }

  meet(...troubles: readonly Trouble[]): void {
    this.troubles.push(...troubles)
  }

  forget(): void {
    this.troubles.length = 0
    this.seen.length = 0
  }

  close(): Promise<void> {
    this.server.closeAllConnections()
    return new Promise((resolve) => this.server.close(() => resolve()))
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.endpoint)
    const [, bucket = '', ...rest] = url.pathname.split('/')
    const key = decodeURIComponent(rest.join('/'))
    const answer = (code: string): void => this.refuse(request, response, key, code)
    const problem = signatureProblem(this.key, request, url)
    if (problem !== undefined) return answer(problem)
    if (bucket !== this.name) return answer('NoSuchBucket')
    const trouble = this.troubles.shift()
    if (trouble === 'hang') return void this.seen.push(`${request.method} ${key} hang`)
    if (trouble !== undefined && trouble !== 'half') return answer(trouble)
    switch (request.method) {
      case 'PUT':
        return this.put(request, response, key)
      case 'GET':
      case 'HEAD':
        return this.get(request, response, key, trouble === 'half')
      case 'DELETE':
        this.objects.delete(key)
        return this.say(request, response, key, 204)
      default:
        return answer('MethodNotAllowed')
    }
  }

  private async put(request: IncomingMessage, response: ServerResponse, key: string): Promise<void> {
    const from = request.headers['x-amz-copy-source']
    if (typeof from === 'string') return this.copy(request, response, key, decodeURIComponent(from).replace(/^\//, ''))
    const body = await buffer(request)
    const problem = payloadProblem(request, body)
    if (problem !== undefined) return this.refuse(request, response, key, problem)
    if (body.length !== Number(request.headers['content-length']))
      return this.refuse(request, response, key, 'IncompleteBody')
    this.objects.set(key, { body, type: String(request.headers['content-type'] ?? 'binary/octet-stream') })
    response.setHeader('etag', `"${createHash('md5').update(body).digest('hex')}"`)
    this.say(request, response, key, 200)
  }

  private copy(request: IncomingMessage, response: ServerResponse, key: string, from: string): void {
    const object = this.objects.get(from.slice(this.name.length + 1))
    if (object === undefined) return this.refuse(request, response, key, 'NoSuchKey')
    this.objects.set(key, object)
    this.say(request, response, key, 200, Buffer.from('<CopyObjectResult><ETag>"x"</ETag></CopyObjectResult>'))
  }

  private get(request: IncomingMessage, response: ServerResponse, key: string, half: boolean): void {
    const object = this.objects.get(key)
    if (object === undefined) return this.refuse(request, response, key, 'NoSuchKey')
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? []
    const whole = object.body
    if (from !== undefined && Number(from) >= whole.length) return this.refuse(request, response, key, 'InvalidRange')
    const body = from === undefined ? whole : whole.subarray(Number(from), Number(to) + 1)
    if (from !== undefined)
      response.setHeader('content-range', `bytes ${from}-${Number(from) + body.length - 1}/${whole.length}`)
    response.setHeader('content-type', object.type)
    if (!half) return this.say(request, response, key, from === undefined ? 200 : 206, body)
    response.writeHead(200, { 'content-length': body.length })
    response.write(body.subarray(0, body.length / 2))
  }

  private refuse(request: IncomingMessage, response: ServerResponse, key: string, code: string): void {
    const text = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`
    response.setHeader('content-type', 'application/xml')
    this.say(request, response, key, STATUS[code] ?? 403, Buffer.from(text))
    this.seen.push(code)
  }

  private say(
    request: IncomingMessage,
    response: ServerResponse,
    key: string,
    status: number,
    body: Buffer = Buffer.alloc(0),
  ) {
    this.seen.push(`${request.method} ${key} ${status}`)
    response.statusCode = status
    response.setHeader('content-length', body.length)
    response.setHeader('x-amz-request-id', 'BUCKET')
    response.end(request.method === 'HEAD' ? undefined : body)
  }
}
