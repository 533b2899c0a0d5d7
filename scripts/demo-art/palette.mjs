/** Two pastel stops and the tint of the shadow. One palette a picture; a category names its usual one. */
export const PALETTES = {
  rose: { from: '#FFE7E2', to: '#FFCBC6', shade: '#B23A2E' },
  pink: { from: '#FFE2EE', to: '#FAC3DB', shade: '#B0386F' },
  peach: { from: '#FFE9DC', to: '#FFC9AC', shade: '#B4552A' },
  orange: { from: '#FFEBD6', to: '#FFD5A6', shade: '#B0681C' },
  yellow: { from: '#FFF6CF', to: '#FFE17A', shade: '#A8810F' },
  cream: { from: '#FFF5E4', to: '#F7DEB8', shade: '#9A6B2C' },
  sand: { from: '#F9F1E7', to: '#E9D6BF', shade: '#86643D' },
  green: { from: '#E0FBE2', to: '#B2EFBB', shade: '#2F8A44' },
  mint: { from: '#DFF8F1', to: '#ACE8D8', shade: '#1E806A' },
  sky: { from: '#DCF3FF', to: '#A9DDFB', shade: '#1F6FA3' },
  blue: { from: '#DBEDFF', to: '#AAD7FF', shade: '#2B69B0' },
  violet: { from: '#EBE3FF', to: '#D0C0FF', shade: '#5A3FAE' },
  grey: { from: '#F2F4F6', to: '#DBE0E6', shade: '#5A6572' },
}
