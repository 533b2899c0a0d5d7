import sharp from 'sharp'

/** Our own line icons on a grid of 24 with a stroke of 1.8, for the places that accept bitmaps only. */
const PATHS = {
  home: '<path d="M4 11.2 12 4.4l8 6.8"/><path d="M6 9.6V19.6h12V9.6"/>',
  category:
    '<rect x="4.2" y="4.2" width="6.4" height="6.4" rx="1.6"/><rect x="13.4" y="4.2" width="6.4" height="6.4" rx="1.6"/>' +
    '<rect x="4.2" y="13.4" width="6.4" height="6.4" rx="1.6"/><circle cx="16.6" cy="16.6" r="3.2"/>',
  cart: '<path d="M3.2 4.6h2.4l2.2 10.4h9.4l2.4-7.4H6.4"/><circle cx="9" cy="18.8" r="1.35"/><circle cx="16.2" cy="18.8" r="1.35"/>',
  me: '<circle cx="12" cy="8" r="3.8"/><path d="M4.8 20c.5-3.9 3.4-6.2 7.2-6.2s6.700 2.300 7.200 6.200"/>',
}

export const TAB_ICONS = Object.keys(PATHS)
export const TAB_TINTS = { '': '#736A61', '-on': '#D93E18', '-dark': '#A0968B', '-dark-on': '#FF6A43' }

export function tabIcon(name, colour) {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="81" height="81" fill="none"
    stroke="${colour}" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">${PATHS[name]}</svg>`
  return sharp(Buffer.from(svg)).png({ compressionLevel: 9, palette: true, colours: 64 }).toBuffer()
}
