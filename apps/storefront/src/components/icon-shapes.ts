import shapes from './icon-shapes.json'

export type IconName = keyof typeof shapes

/** Our own line icons on a 24 grid, as a mask: the colour is the text's, nothing is fetched. */
export const iconMask = (name: IconName, stroke: number): string => {
  const svg =
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='#000' " +
    `stroke-width='${stroke}' stroke-linecap='round' stroke-linejoin='round'>${shapes[name]}</svg>`
  return `url("data:image/svg+xml,${encodeURIComponent(svg).replace(/'/g, '%27').replace(/\(/g, '%28').replace(/\)/g, '%29')}")`
}
