import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { present } from '@jishi/kernel/assert'
import { z } from 'zod'
import type { Config } from '../../../infra/config/config.js'

export interface Kuaidi100Account {
  readonly baseUrl: string
  readonly customer: string
  readonly key: string
}

const simulatorFile = z.object({ carrier: z.object({ customer: z.string(), key: z.string() }).optional() })

/** The configured account; outside production, where none is configured, the simulator's. Undefined: parcels are not followed. */
export const kuaidi100AccountOf = (config: Config): Kuaidi100Account | undefined => {
  const { KUAIDI100_BASE_URL: baseUrl, KUAIDI100_CUSTOMER: customer, KUAIDI100_KEY: key } = config.env
  if (key !== undefined) {
    return { baseUrl: present(baseUrl, 'KUAIDI100_BASE_URL'), customer: present(customer, 'KUAIDI100_CUSTOMER'), key }
  }
  const file = join(config.dataDir, 'simulator', 'merchant.json')
  if (config.mode === 'production' || !existsSync(file)) return undefined
  const { carrier } = simulatorFile.parse(JSON.parse(readFileSync(file, 'utf8')))
  return carrier && { baseUrl: config.simulatorUrl, ...carrier }
}
