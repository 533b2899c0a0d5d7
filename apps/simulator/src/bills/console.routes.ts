import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Book } from '../book/book.js'
import { parsed } from '../console/console.routes.js'
import { BILL_WALLETS, PLANT_KINDS } from './records.js'

const API = '/console/api/bills/plants'

const plantSchema = z.strictObject({
  wallet: z.enum(BILL_WALLETS),
  day: z.iso.date(),
  kind: z.enum(PLANT_KINDS),
  number: z.string().min(1).max(64).nullable().default(null),
  fen: z.int().min(-100_000_000).max(100_000_000).nullable().default(null),
})

/** What the bills are made to say wrongly; a list replaces the one before. */
export function billConsoleRoutes(app: FastifyInstance, { book }: { book: Book }): void {
  app.get(API, async () => book.billPlants)
  app.put(API, async (request) => {
    book.record({ type: 'bill-plants-set', plants: parsed(z.array(plantSchema).max(1000), request) })
    return book.billPlants
  })
  app.delete(API, async () => {
    book.record({ type: 'bill-plants-set', plants: [] })
    return book.billPlants
  })
}
