/** Banners, category and reward icons, and the pictures of empty states. */

/** 1170 × 500; the left half stays quiet for the words the page writes there. */
export const BANNERS = {
  orchard: {
    palette: { from: '#FFDCC8', to: '#FFB594', shade: '#8E3A14' },
    items: [
      { icon: 'grapes', size: 214, x: 985, y: 190, turn: 8 },
      { icon: 'peach', size: 236, x: 742, y: 342, turn: 14 },
      { icon: 'red-apple', size: 290, x: 880, y: 272, turn: -3 },
      { icon: 'tangerine', size: 172, x: 1062, y: 374, turn: 4 },
    ],
  },
  tea: {
    palette: { from: '#FFF0D2', to: '#F8CE93', shade: '#7A4A12' },
    items: [
      { icon: 'shortcake', size: 214, x: 1020, y: 236, turn: 6 },
      { icon: 'croissant', size: 224, x: 742, y: 330, turn: -8 },
      { icon: 'bubble-tea', size: 318, x: 884, y: 254, turn: -3 },
      { icon: 'cookie', size: 146, x: 1034, y: 394, turn: 10 },
    ],
  },
  harbour: {
    palette: { from: '#D9F3FB', to: '#9BD6EE', shade: '#155C7C' },
    items: [
      { icon: 'crab', size: 236, x: 1024, y: 236, turn: 8 },
      { icon: 'lemon', size: 138, x: 724, y: 376, turn: -10 },
      { icon: 'shrimp', size: 312, x: 868, y: 262, turn: -4 },
      { icon: 'oyster', size: 172, x: 1048, y: 388, turn: 6 },
    ],
  },
  home: {
    palette: { from: '#E4F6DA', to: '#B4DFA0', shade: '#2F6220' },
    items: [
      { icon: 'basket', size: 232, x: 1024, y: 310, turn: 5 },
      { icon: 'candle', size: 176, x: 724, y: 338, turn: -5 },
      { icon: 'potted-plant', size: 326, x: 872, y: 246 },
      { icon: 'teddy-bear', size: 186, x: 1000, y: 372, turn: 3 },
    ],
  },
  hotpot: {
    palette: { from: '#FFE3DA', to: '#F9B3A2', shade: '#8C2A1E' },
    items: [
      { icon: 'leafy-green', size: 206, x: 1030, y: 196, turn: 12 },
      { icon: 'meat-on-bone', size: 206, x: 722, y: 300, turn: -10 },
      { icon: 'pot-of-food', size: 312, x: 882, y: 282 },
      { icon: 'brown-mushroom', size: 142, x: 1062, y: 388, turn: 6 },
    ],
  },
  warm: {
    palette: { from: '#ECE8FB', to: '#C9BDF0', shade: '#473A86' },
    items: [
      { icon: 'snowflake', size: 120, x: 1056, y: 118, turn: 10 },
      { icon: 'gloves', size: 222, x: 1032, y: 320, turn: 10 },
      { icon: 'hot-beverage', size: 190, x: 728, y: 346, turn: -6 },
      { icon: 'scarf', size: 306, x: 876, y: 250, turn: -3 },
    ],
  },
}

export function bannerScene({ palette, items }) {
  return {
    width: 1170,
    height: 500,
    palette,
    items,
    glow: { x: 620, y: 210, r: 470, alpha: 0.72 },
    floor: { x: 886, y: 446, rx: 330, ry: 30 },
  }
}

export const CATEGORY_ICONS = {
  fruit: 'red-apple',
  vegetable: 'broccoli',
  bakery: 'croissant',
  drink: 'bubble-tea',
  fresh: 'shrimp',
  home: 'potted-plant',
  wear: 'running-shoe',
  digital: 'headphone',
  all: 'shopping-bags',
  gift: 'wrapped-gift',
}

export const REWARD_ICONS = {
  coin: 'coin',
  coupon: 'ticket',
  crown: 'crown',
  redpacket: 'red-envelope',
  trophy: 'trophy',
  sparkles: 'sparkles',
  delivery: 'delivery-truck',
  freshness: 'four-leaf-clover',
}

const disc = (size) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}"><defs><radialGradient id="d">` +
  `<stop offset="0" stop-color="#FFD9C2" stop-opacity="0.62"/><stop offset="0.68" stop-color="#FFE6D4" stop-opacity="0.34"/>` +
  `<stop offset="1" stop-color="#FFE6D4" stop-opacity="0"/></radialGradient></defs>` +
  `<circle cx="160" cy="152" r="150" fill="url(#d)"/></svg>`

const state = (items) => ({ size: 320, extra: disc(320), items, floor: { x: 160, y: 262, rx: 104, ry: 15 } })

export const STATES = {
  cart: state([
    { icon: 'strawberry', size: 66, x: 122, y: 92, turn: -14 },
    { icon: 'tangerine', size: 64, x: 186, y: 78, turn: 8 },
    { icon: 'basket', size: 178, x: 160, y: 166 },
  ]),
  orders: state([
    { icon: 'receipt', size: 128, x: 206, y: 128, turn: 10 },
    { icon: 'package', size: 164, x: 136, y: 178 },
  ]),
  search: state([
    { icon: 'leafy-green', size: 92, x: 104, y: 196, turn: -10 },
    { icon: 'magnifying-glass-tilted-left', size: 172, x: 172, y: 148, turn: 4 },
  ]),
  offline: state([
    { icon: 'cloud', size: 148, x: 190, y: 108 },
    { icon: 'electric-plug', size: 150, x: 132, y: 178, turn: -24 },
  ]),
  error: state([
    { icon: 'sparkles', size: 72, x: 226, y: 92 },
    { icon: 'teapot', size: 178, x: 152, y: 166, turn: -14 },
  ]),
  address: state([
    { icon: 'house-with-garden', size: 172, x: 140, y: 160 },
    { icon: 'round-pushpin', size: 92, x: 226, y: 114, turn: 10 },
  ]),
  product: state([
    { icon: 'pear', size: 112, x: 206, y: 178, turn: 10 },
    { icon: 'red-apple', size: 148, x: 136, y: 166, turn: -6 },
  ]),
}
