/** What a test makes of the network: `lost` never reaches the server, `answer lost` does but nobody hears of it. */
export type Network = 'wifi' | 'lost' | 'answer lost' | 'slow'

export interface Exchange {
  readonly method: string
  readonly path: string
  readonly status: number | null
  readonly key: string | undefined
}

export interface Modal {
  readonly title: string
  readonly content: string
}

/** The parts of a phone that outlive a program: memory, network, what was shown on it and what its owner agreed to. */
export class Device {
  readonly memory = new Map<string, unknown>()
  memoryFull = false
  network: Network = 'wifi'
  readonly exchanges: Exchange[] = []
  readonly toasts: string[] = []
  readonly modals: Modal[] = []
  clipboard = ''
  vibrations = 0
  /** Where programs sent their pages: selectors, or pixels. */
  readonly scrolls: string[] = []
  calls: string[] = []
  badges = new Map<number, string>()
  privacyAgreed = false
  /** Pictures that are there to be picked; each is picked once. */
  readonly album: Uint8Array[] = []
  /** What clients keep for programs, by its path. */
  readonly files = new Map<string, Uint8Array>()
  /** Documents that were opened. */
  readonly opened: Uint8Array[] = []
  private readonly listeners = new Set<(online: boolean) => void>()

  get online(): boolean {
    return this.network !== 'lost'
  }

  keep(bytes: Uint8Array): string {
    const path = `tmp://file-${this.files.size + 1}`
    this.files.set(path, bytes)
    return path
  }

  onNetwork(listener: (online: boolean) => void): void {
    this.listeners.add(listener)
  }

  /** A program that was closed hears nothing any more. */
  forgetListeners(): void {
    this.listeners.clear()
  }

  setNetwork(network: Network): void {
    const before = this.online
    this.network = network
    if (before !== this.online) for (const listener of this.listeners) listener(this.online)
  }

  remember(key: string, value: unknown): void {
    if (this.memoryFull) throw new Error('exceed storage max size 10Mb')
    this.memory.set(key, value === undefined ? value : (JSON.parse(JSON.stringify(value)) as unknown))
  }
}
