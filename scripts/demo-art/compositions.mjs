/**
 * The compositions of one product. Each returns what `paint` needs for a square of 800.
 * Numbers were set by eye on the contact sheet.
 */
const SQUARE = { width: 800, height: 800 }
const glow = { x: 400, y: 340, r: 430 }

export function single({ icon, scale = 1 }) {
  const size = Math.round(452 * scale)
  return {
    ...SQUARE,
    glow,
    floor: { x: 400, y: 392 + size / 2 + 26, rx: size * 0.56, ry: 42 },
    items: [{ icon, size, x: 400, y: 390 }],
  }
}

export function pile({ icon, scale = 1 }) {
  const back = Math.round(296 * scale)
  const front = Math.round(374 * scale)
  return {
    ...SQUARE,
    glow,
    floor: { x: 400, y: 620, rx: 300, ry: 44 },
    items: [
      { icon, size: back, x: 240, y: 425, turn: -12 },
      { icon, size: back, x: 560, y: 425, turn: 12 },
      { icon, size: front, x: 400, y: 400 },
    ],
  }
}

export function boxed({ icon, box, scale = 1 }) {
  return {
    ...SQUARE,
    glow: { x: 420, y: 350, r: 440 },
    floor: { x: 410, y: 640, rx: 320, ry: 46 },
    items: [
      { icon: box, size: 372, x: 512, y: 356, turn: 5 },
      { icon, size: Math.round(346 * scale), x: 288, y: 462, turn: -8 },
    ],
  }
}

export function mixed({ icon, mates, scale = 1 }) {
  return {
    ...SQUARE,
    glow,
    floor: { x: 400, y: 648, rx: 280, ry: 42 },
    items: [
      { icon: mates[0], size: 250, x: 248, y: 288, turn: -7 },
      { icon: mates[1], size: 250, x: 556, y: 280, turn: 8 },
      { icon, size: Math.round(330 * scale), x: 402, y: 470 },
    ],
  }
}

export const COMPOSITIONS = { 1: single, 2: pile, 3: boxed, 4: mixed }
