import type { FastifyInstance } from 'fastify'
import type { Book } from '../book/book.js'
import type { Clock } from '../clock.js'
import type { Keyring } from '../keys/keyring.js'
import type { AlipayCashier } from './cashier.js'
import { alipayCashierRoutes } from './cashier.routes.js'
import { alipayConsoleRoutes } from './console.routes.js'
import { gatewayRoutes } from './gateway.routes.js'
import type { AlipayDesks } from './methods.js'
import { openApiRoutes } from './open-api.routes.js'

export interface AlipayParts {
  book: Book
  keyring: Keyring
  clock: Clock
  alipay: AlipayDesks & { cashier: AlipayCashier }
  merchantName: string
}

export function alipayRoutes(app: FastifyInstance, parts: AlipayParts): void {
  gatewayRoutes(app, parts)
  openApiRoutes(app, parts)
  alipayCashierRoutes(app, parts)
  alipayConsoleRoutes(app, parts)
}
