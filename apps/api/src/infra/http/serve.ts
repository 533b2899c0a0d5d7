import { applyDecorators, HttpCode, RequestMapping, RequestMethod } from '@nestjs/common'
import { RouteConfig } from '@nestjs/platform-fastify'
import type { Endpoint, ReplyOf } from '@jishi/contracts/endpoint'
import type { RouteFacts } from '@jishi/contracts/route'

const METHODS: Record<RouteFacts['method'], RequestMethod> = {
  GET: RequestMethod.GET,
  POST: RequestMethod.POST,
  PUT: RequestMethod.PUT,
  PATCH: RequestMethod.PATCH,
  DELETE: RequestMethod.DELETE,
}

/** What a controller method may be for an endpoint: anything that answers its reply. */
type Handler<E> = (...args: never[]) => Promise<ReplyOf<E>> | ReplyOf<E>

/** Every endpoint some controller serves, with the method that serves it; the start-up check reads it. */
const served = new Map<Endpoint, string[]>()

export const servedEndpoints = (): ReadonlyMap<Endpoint, readonly string[]> => served

/**
 * Binds a controller method to an endpoint of the contracts: verb, path, access, schemas and limits come
 * with it, and the compiler checks the reply. Every answer is 200; what kind of thing came back is in its type.
 *
 * `@Controller() class OrderShopController { @Serve(orderEndpoints.place) place(@Member() …, @Input() …) {…} }`
 */
export const Serve =
  <E extends Endpoint>(endpoint: E) =>
  <H extends Handler<E>>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<H>): void => {
    const places = served.get(endpoint) ?? []
    served.set(endpoint, [...places, `${target.constructor.name}.${String(key)}`])
    const { method, path } = endpoint.route
    applyDecorators(RequestMapping({ method: METHODS[method], path }), HttpCode(200), RouteConfig({ endpoint }))(
      target,
      key,
      descriptor as PropertyDescriptor,
    )
  }
