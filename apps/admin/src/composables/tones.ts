import { shallowRef } from 'vue'

/** One note: how high, when it begins and how long it lasts. */
type Note = readonly [hertz: number, fromS: number, forS: number]

/** An order is a small bell that rises, an after-sale one that falls; a piece that fits is one high tick; what is refused is low, so that nobody need look up. */
const TUNES = {
  order: [
    [784, 0, 0.16],
    [1175, 0.14, 0.34],
  ],
  afterSale: [
    [880, 0, 0.16],
    [659, 0.15, 0.16],
    [523, 0.3, 0.36],
  ],
  right: [[1568, 0, 0.07]],
  whole: [
    [1047, 0, 0.09],
    [1397, 0.09, 0.09],
    [1760, 0.18, 0.18],
  ],
  wrong: [
    [208, 0, 0.14],
    [165, 0.17, 0.26],
  ],
} as const satisfies Record<string, readonly Note[]>
export type Tune = keyof typeof TUNES

const lengthOf = (tune: Tune): number => Math.max(...TUNES[tune].map(([, fromS, forS]) => fromS + forS))

const LOUD = 0.18
/** Nothing falls to zero along a curve of powers; this is as good as silence. */
const SILENT = 0.0001
const RISE_S = 0.012

let context: AudioContext | undefined

/** Whether this tab may be heard: a browser lets a page sound only after somebody has touched it. */
export const heard = shallowRef(false)

/** When the last tune has ended, on the clock of the sound: one that begins meanwhile waits for it, so that both are told apart. */
let freeAt = 0

const note = (audio: AudioContext, from: number, [hertz, , forS]: Note): void => {
  const [voice, loudness] = [audio.createOscillator(), audio.createGain()]
  voice.type = 'triangle'
  voice.frequency.value = hertz
  loudness.gain.setValueAtTime(SILENT, from)
  loudness.gain.exponentialRampToValueAtTime(LOUD, from + RISE_S)
  loudness.gain.exponentialRampToValueAtTime(SILENT, from + forS)
  voice.connect(loudness).connect(audio.destination)
  voice.start(from)
  voice.stop(from + forS)
}

/** Called from a press of a key or a button. Where a browser has no sound, or refuses it, nothing is heard and nothing breaks. */
export const allowSound = async (): Promise<boolean> => {
  try {
    context ??= new AudioContext()
    await context.resume()
    heard.value = context.state === 'running'
  } catch {
    heard.value = false
  }
  return heard.value
}

export const play = (tune: Tune): void => {
  const audio = context
  if (audio === undefined || audio.state !== 'running') return
  const from = Math.max(audio.currentTime, freeAt)
  for (const one of TUNES[tune]) note(audio, from + one[1], one)
  freeAt = from + lengthOf(tune)
}
