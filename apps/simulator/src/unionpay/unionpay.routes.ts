import type { FastifyInstance } from 'fastify'
import { unionpayCashierRoutes } from './cashier.routes.js'
import { unionpayGatewayRoutes } from './gateway.routes.js'
import type { UnionpayParts } from './gateway.routes.js'

export type { UnionpayParts } from './gateway.routes.js'

export function unionpayRoutes(app: FastifyInstance, parts: UnionpayParts): void {
  unionpayGatewayRoutes(app, parts)
  unionpayCashierRoutes(app, parts)
}
