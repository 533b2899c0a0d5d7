/**
 * Loaded before anything else into every program of a shop whose story has moved on: its clock goes as fast as ever, so
 * many milliseconds ahead. The browser and the database keep the real time, as machines of their own would.
 */
const aheadMs = Number(process.env.JOURNEY_AHEAD_MS ?? 0)
const realNow = Date.now
const now = () => realNow() + aheadMs

globalThis.Date = new Proxy(Date, {
  construct: (date, given, target) => Reflect.construct(date, given.length === 0 ? [now()] : given, target),
  apply: () => new Date(now()).toString(),
  get: (date, name) => (name === 'now' ? now : Reflect.get(date, name)),
})
