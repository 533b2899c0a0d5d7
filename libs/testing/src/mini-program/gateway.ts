/** What the fake clients ask the simulator for: codes of people, and what a person does at a cashier. */
export class Gateway {
  constructor(private readonly consoleUrl: string) {}

  async post<T>(path: string, body: unknown = {}): Promise<T> {
    const answer = await fetch(`${this.consoleUrl}/console/api${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`POST ${path} answered ${answer.status}: ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }

  async get<T>(path: string): Promise<T> {
    const answer = await fetch(`${this.consoleUrl}/console/api${path}`)
    if (!answer.ok) throw new Error(`GET ${path} answered ${answer.status}`)
    return (await answer.json()) as T
  }

  pay(outTradeNo: string): Promise<unknown> {
    return this.post(`/payments/${encodeURIComponent(outTradeNo)}/pay`)
  }
}

/** Who holds the phone: the account of the platform's client, and the number behind it. */
export interface Person {
  /** Without one the simulator's people are told apart by their phones. */
  readonly openid?: string
  readonly phone: string
}

/** How the shopper behaves at the cashier the next time; then they pay again. */
export type AtTheCashier = 'pay' | 'close' | 'fail' | 'lose the network' | 'unsure' | 'pay, unsure'
