import type { glassEasel } from 'glass-easel-miniprogram-adapter'
import type { EventBridge } from './templates.js'

interface Target {
  id: string
  dataset: Record<string, unknown>
}

const plainTarget = (element: glassEasel.Element): Target => ({ id: element.id, dataset: { ...element.dataset } })

/** Calls listeners with plain objects, as a real bridge does, and counts them: a tap that nobody hears is a mistake. */
export class PlainEvents implements EventBridge {
  heard = 0

  constructor(private readonly onError: (error: unknown) => void) {}

  call(
    caller: unknown,
    event: glassEasel.Event<unknown>,
    listener: (this: unknown, event: unknown) => unknown,
  ): unknown {
    this.heard += 1
    const { type, timeStamp, detail, target, currentTarget } = event as glassEasel.ShadowedEvent<unknown>
    const plain = {
      type,
      timeStamp,
      detail,
      target: plainTarget(target),
      currentTarget: plainTarget(currentTarget),
    }
    try {
      return listener.call(caller, plain)
    } catch (error) {
      this.onError(error)
      return undefined
    }
  }
}
