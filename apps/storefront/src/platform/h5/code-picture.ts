import { encode } from 'uqr'

const GROUND = '#ffffff'
const DOTS = '#221d17'
// A phone's camera needs a quiet edge of four dots around the code.
const EDGE = 4

/** The dark runs of each row as one path: small, sharp at any size, and drawn without asking another host. */
const pathOf = (rows: readonly (readonly boolean[])[]): string => {
  let path = ''
  rows.forEach((row, y) => {
    let from = -1
    for (let x = 0; x <= row.length; x += 1) {
      if (row[x] === true && from < 0) from = x
      if (row[x] === true || from < 0) continue
      path += `M${from} ${y}h${x - from}v1h${from - x}z`
      from = -1
    }
  })
  return path
}

export const drawCode = (text: string): string => {
  const { size, data } = encode(text, { ecc: 'M', border: EDGE })
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">` +
    `<path fill="${GROUND}" d="M0 0h${size}v${size}H0z"/><path fill="${DOTS}" d="${pathOf(data)}"/></svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}
