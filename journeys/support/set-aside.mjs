import 'reflect-metadata'
import { NestFactory } from '@nestjs/core'
import { newId } from '@jishi/kernel/id'
import { fen } from '@jishi/kernel/money'
import { systemClock } from '@jishi/kernel/time'
import { AppModule } from '../../apps/api/dist/src/app.module.js'
import { loadConfig } from '../../apps/api/dist/src/infra/config/config.js'
import { Database } from '../../apps/api/dist/src/infra/database/database.js'
import { withDatabase } from '../../apps/api/dist/src/infra/postgres/with-database.js'
import { credit, debit, LedgerFacade } from '../../apps/api/dist/src/modules/ledger/index.js'
import { PayoutFacade } from '../../apps/api/dist/src/modules/payment/index.js'

/**
 * `set-aside.mjs <member> <fen>`: what a withdrawal will do once there are some. A commission that was earned is set aside in
 * the transaction that records the payout; the open shop sends it. Prints the payout.
 */
const [memberId, amount] = process.argv.slice(2)
const started = await withDatabase(async (databaseUrl) => {
  const config = { ...loadConfig({ ...process.env, JISHI_MODE: 'demo' }), databaseUrl }
  const app = await NestFactory.createApplicationContext(AppModule.of({ config }), {
    abortOnError: false,
    logger: ['error'],
  })
  try {
    const amountFen = fen(Number(amount))
    const debitAccount = `commission_withdrawing:${memberId}`
    const subject = { kind: 'withdrawal', id: newId(systemClock) }
    return await app.get(Database).transaction(async (tx) => {
      await app.get(LedgerFacade, { strict: false }).post(tx, {
        ...{ kind: 'journey.earned', reference: subject.id, memberId },
        legs: [debit('commission', amountFen), credit(debitAccount, amountFen)],
      })
      return app.get(PayoutFacade, { strict: false }).payOut(tx, {
        ...{ subject, memberId, method: 'wechat', amountFen, debitAccount, description: '佣金提现' },
      })
    })
  } finally {
    await app.close()
  }
})
console.log(JSON.stringify(started))
process.exit(0)
