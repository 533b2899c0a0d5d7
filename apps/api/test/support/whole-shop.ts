import { startTestSimulator, type TestSimulator, type TestSimulatorOptions } from '@jishi/testing/simulator'
import type { TestApp, TestAppOptions } from './test-app.js'
import { startTestApp } from './test-app.js'

export interface WholeShopOptions extends Omit<TestAppOptions, 'modules' | 'events'> {
  readonly simulator?: TestSimulatorOptions
}

/** The whole shop with every module, and the gateways it talks to. */
export interface WholeShop extends TestApp {
  readonly simulator: TestSimulator
}

/** Starts the gateways first, because the shop reads its merchant's keys from their directory. */
export const startWholeShop = async (options: WholeShopOptions = {}): Promise<WholeShop> => {
  const { simulator: simulatorOptions = {}, ...appOptions } = options
  const simulator = await startTestSimulator(simulatorOptions)
  try {
    const app = await startTestApp({
      ...appOptions,
      env: { DATA_DIR: simulator.dataDir, SIMULATOR_PORT: String(simulator.port), ...appOptions.env },
    })
    const close = async (): Promise<void> => {
      await app.close()
      await simulator.close()
    }
    return { ...app, simulator, close }
  } catch (error) {
    await simulator.close()
    throw error
  }
}
