import type { EarlyAnswer } from '../types'

/** What the page itself asked for while its program was still on the way (`index.html`). */
interface Asked {
  readonly path: string
  readonly answer: Promise<Response>
}

const LONGEST_MS = 10_000

const inTime = (answer: Promise<Response>): Promise<Response | null> =>
  Promise.race([answer, new Promise<null>((resolve) => setTimeout(() => resolve(null), LONGEST_MS))])

/** A refusal is an answer too: it says when to ask again. Null for what is none. */
const read = async (answer: Promise<Response>): Promise<EarlyAnswer | null> => {
  try {
    const response = await inTime(answer)
    if (response === null) return null
    const header: Record<string, string> = {}
    response.headers.forEach((value, name) => (header[name] = value))
    return { status: response.status, body: await response.json(), header }
  } catch {
    return null
  }
}

/** Taken once: whoever asks again wants to know how it is then. */
export const early = (path: string): Promise<EarlyAnswer | null> | null => {
  const page = window as { jishiEarly?: Asked }
  if (page.jishiEarly?.path !== path) return null
  const { answer } = page.jishiEarly
  delete page.jishiEarly
  return read(answer)
}

/** A picture of the page comes up in a quarter of a second; what stood before it goes once it is there. */
const FADED_MS = 400

/** The home page shows itself, or another one does: the top that stood before its program (`index.html`) is not needed any more. */
export const settled = (): void => {
  const screen = document.getElementById('early-screen')
  if (screen !== null) setTimeout(() => screen.remove(), FADED_MS)
}
