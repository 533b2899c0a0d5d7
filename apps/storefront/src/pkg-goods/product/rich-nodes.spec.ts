import { describe, expect, it } from 'vitest'
import { richBlocks, type RichBlock, type RichNode } from './rich-nodes'

const ID = 'A1b2C3d4E5f6G7h8I9j0Kl'
const textOf = (node: RichNode): string => (node.type === 'text' ? node.text : node.children.map(textOf).join(''))
const namesIn = (node: RichNode): string[] =>
  node.type === 'text' ? [] : [node.name, ...node.children.flatMap(namesIn)]
const shown = (blocks: RichBlock[]): string[] =>
  blocks.map((block) => (block.kind === 'picture' ? `[${block.picture.id}]` : block.nodes.map(textOf).join('|')))

describe('the rich text of a product', () => {
  it('keeps what is allowed, in its order, with entities read', () => {
    const blocks = richBlocks('<h2>产地</h2><p>洛川 &amp; <b>阿克苏</b><br>1&nbsp;&lt;&#20;2</p><ul><li>甜</li></ul>')
    expect(blocks).toHaveLength(1)
    expect(shown(blocks)).toEqual(['产地|洛川 & 阿克苏1\u00a0<\u00142|甜'])
    expect(blocks[0]?.kind === 'text' && blocks[0].nodes.flatMap(namesIn)).toEqual([
      'h2',
      'p',
      'strong',
      'br',
      'ul',
      'li',
    ])
  })

  it('lifts pictures of the shop out of the text around them and leaves those of strangers', () => {
    const html = `<p>前<img src="/media/${ID}/640.webp" width="800" height="600" alt="果园">后</p><img src="https://x.example/a.png">`
    const blocks = richBlocks(html)
    expect(shown(blocks)).toEqual(['前', `[${ID}]`, '后'])
    expect(blocks[1]).toMatchObject({ kind: 'picture', picture: { width: 800, height: 600 }, label: '果园' })
  })

  it('never makes anything but drawn nodes, whatever it is given', () => {
    const hostile = [
      '<script>alert(1)</script><p>一</p>',
      '<p onclick="alert(1)" style="position:fixed;text-align:center">一</p>',
      '<a href="javascript:alert(1)">一</a>',
      '<svg onload=alert(1)>一</svg>',
      '<p>一</p><style>p{display:none}</style>',
      '<div><p>一<div></span></p>',
      '<p title="a>b">一</p>',
    ]
    for (const html of hostile) {
      const blocks = richBlocks(html)
      expect(shown(blocks).join('')).toBe('一')
      expect(JSON.stringify(blocks)).not.toMatch(/alert|script|onclick|href|position/)
    }
    expect(JSON.stringify(richBlocks(hostile[1] ?? ''))).toContain('text-align:center')
  })

  it('ends for unclosed, deep and broken text', () => {
    expect(shown(richBlocks('<p>'.repeat(500) + '深'))).toEqual(['深'])
    expect(shown(richBlocks('a < b <p>c'))).toEqual(['a |<| b |c'])
    expect(richBlocks('<p></p><p> </p>')).toEqual([])
    expect(richBlocks('')).toEqual([])
  })
})
