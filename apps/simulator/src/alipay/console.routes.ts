import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { parsed } from '../console/console.routes.js'
import type { AlipayParts } from './alipay.routes.js'

const API = '/console/api/alipay'

const person = {
  openid: z.string().min(1).max(128).optional(),
  phone: z
    .string()
    .regex(/^1\d{10}$/)
    .optional(),
}
const codeSchema = z.strictObject({ ...person, appId: z.string().min(1).max(32).optional() })
const phoneSchema = z
  .strictObject({
    ...person,
    error: z.enum(['plain', 'encrypted']).optional(),
    flaw: z.enum(['forge', 'bad_signature']).optional(),
  })
  .refine((body) => body.openid !== undefined || body.phone !== undefined || body.error !== undefined, {
    message: 'openid or phone',
  })

/** What the wallet's app does inside a mini program: hand out a code, and a phone number nobody on the way can read. */
export function alipayConsoleRoutes(app: FastifyInstance, { alipay, book }: AlipayParts): void {
  app.get(`${API}/orders`, async () => ({ items: [...book.alipay.orders.values()].reverse() }))
  app.post(`${API}/codes`, async (request) => alipay.people.issueCode(parsed(codeSchema, request)))
  app.post(`${API}/phone`, async (request) => {
    const { error, flaw, ...wanted } = parsed(phoneSchema, request)
    return alipay.people.phone(wanted, error, flaw)
  })
}
