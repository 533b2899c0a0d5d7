import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Controller, Get, Inject, Req, Res } from '@nestjs/common'
import { endpoints } from '@jishi/contracts/endpoints'
import { DomainError } from '@jishi/kernel/errors'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Config } from '../../infra/config/config.js'
import { CONFIG } from '../../infra/config/config.js'
import { mayReadInnerSurface } from '../../infra/http/inner-surface.js'
import { pagePolicy } from '../../infra/http/security-headers.js'
import { DOCS_PAGE, DOCS_SCRIPT } from './docs-page.js'
import { openApiDocument } from './openapi-document.js'

const SWAGGER = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
const API_VERSION = '0.1.0'

/** The API for people who build on it: the document, and a page that shows it with nothing loaded from elsewhere. */
@Controller()
export class DocsController {
  /** Made once, when it is first asked for: it never changes while the program runs. */
  private document: string | undefined
  private readonly files = new Map<string, string>()

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get('openapi.json')
  openapi(@Req() request: FastifyRequest, @Res() reply: FastifyReply): FastifyReply {
    this.document ??= JSON.stringify(openApiDocument(endpoints, API_VERSION))
    return this.send(request, reply, 'application/json; charset=utf-8', this.document)
  }

  @Get('docs')
  page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): FastifyReply {
    const policy = pagePolicy({
      scripts: [],
      pictureOrigin: '',
      uploadOrigin: '',
      formOrigin: '',
      secure: request.protocol === 'https',
    })
    return this.send(request, reply.header('content-security-policy', policy), 'text/html; charset=utf-8', DOCS_PAGE)
  }

  @Get('docs/start.js')
  script(@Req() request: FastifyRequest, @Res() reply: FastifyReply): FastifyReply {
    return this.send(request, reply, 'text/javascript; charset=utf-8', DOCS_SCRIPT)
  }

  @Get('docs/swagger-ui-bundle.js')
  bundle(@Req() request: FastifyRequest, @Res() reply: FastifyReply): FastifyReply {
    return this.send(request, reply, 'text/javascript; charset=utf-8', this.fileOf('swagger-ui-bundle.js'))
  }

  @Get('docs/swagger-ui.css')
  styles(@Req() request: FastifyRequest, @Res() reply: FastifyReply): FastifyReply {
    return this.send(request, reply, 'text/css; charset=utf-8', this.fileOf('swagger-ui.css'))
  }

  private fileOf(name: string): string {
    const known = this.files.get(name) ?? readFileSync(join(SWAGGER, name), 'utf8')
    this.files.set(name, known)
    return known
  }

  private send(request: FastifyRequest, reply: FastifyReply, type: string, body: string): FastifyReply {
    if (!mayReadInnerSurface(this.config, request)) throw new DomainError('NOT_FOUND')
    return reply.header('cache-control', 'no-cache').type(type).send(body)
  }
}
