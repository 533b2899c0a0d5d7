import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanRichText, picturesIn } from './rich-text.js'

const ID = 'Ab3_-'.padEnd(22, 'x')
const SRC = `/media/${ID}/640.webp`

describe('rich text', () => {
  it.each([
    '<p>脆甜<strong>多汁</strong>，<em>现摘</em><u>现发</u><s>隔夜</s><br />坏果包赔</p>',
    '<h2>产地</h2><h3>洛川</h3><h4>海拔</h4><blockquote><p>一方水土</p></blockquote><hr />',
    '<ul><li>一</li><li>二</li></ul><ol><li>三</li></ol>',
    '<table><thead><tr><th colspan="2">规格</th></tr></thead><tbody><tr><td>3 斤</td><td>¥29.9</td></tr></tbody></table>',
    '<p style="text-align:center">居中</p>',
    `<p><img src="${SRC}" alt="苹果" /></p>`,
    '<p><a href="/pkg-goods/product/product?id=1">同款</a></p>',
    '<p><a href="https://example.com/a" rel="noopener noreferrer nofollow">说明</a></p>',
    '<p>1 &lt; 2 &amp;&amp; 3 &gt; 2</p>',
  ])('keeps what belongs to it: %s', (html) => {
    expect(cleanRichText(html)).toBe(html)
  })

  it.each([
    ['<h1>大</h1><b>粗</b><i>斜</i><del>删</del>', '<h2>大</h2><strong>粗</strong><em>斜</em><s>删</s>'],
    ['<div><span class="x" style="color:red">字</span></div>', '字'],
    ['<p style="text-align:center;position:fixed;background:url(x)">字</p>', '<p style="text-align:center">字</p>'],
    [
      '<table style="width:1px"><colgroup><col /></colgroup><tr><td colspan="999">a</td></tr></table>',
      '<table><tr><td>a</td></tr></table>',
    ],
    [`<img src="/media/${ID}/641.webp" alt="" />`, ''],
    ['<img src="https://evil.example/a.png" />', ''],
    ['<a href="http://example.com">旧</a>', '<a>旧</a>'],
    ['<a href="//evil.example">跳</a>', '<a>跳</a>'],
    ['<a href="/\\evil.example">跳</a>', '<a>跳</a>'],
    ['<a href="/me" target="_blank" onclick="x()" download>我</a>', '<a href="/me">我</a>'],
  ])('makes of %s only %s', (given, kept) => {
    expect(cleanRichText(given)).toBe(kept)
  })

  it('shows only pictures the shop has', () => {
    const other = 'z'.repeat(22)
    const html = `<img src="${SRC}" alt="" /><img src="/media/${other}/640.webp" alt="" />`
    expect(picturesIn(html)).toEqual([ID, other])
    expect(cleanRichText(html, new Set([ID]))).toBe(`<img src="${SRC}" alt="" />`)
    expect(cleanRichText(html, new Set())).toBe('')
  })
})

/** T55: what people tried against other shops. None of it may leave anything that runs. */
const ATTACKS = [
  '<script>alert(1)</script>',
  '<scr<script>ipt>alert(1)</scr</script>ipt>',
  '<ScRiPt src=//x.example/a.js></sCrIpT>',
  '<img src=x onerror=alert(1)>',
  '<img src="javascript:alert(1)">',
  `<img src="${SRC}" onload="alert(1)">`,
  `<img src="${SRC}?x" />`,
  `<img src="/media/${ID}/640.webp/../../../api/shop/me">`,
  '<img srcset="https://x.example/a 1x" src="/media/a">',
  '<svg onload=alert(1)><script>alert(1)</script></svg>',
  '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<template><script>alert(1)</script></template>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<object data="javascript:alert(1)"></object><embed src="javascript:alert(1)">',
  '<a href="javascript:alert(1)">x</a>',
  '<a href=" &#106;avascript:alert(1)">x</a>',
  '<a href="java\nscript:alert(1)">x</a>',
  '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  '<a href="vbscript:msgbox(1)">x</a>',
  '<a href="https://ok.example" onmouseover="alert(1)">x</a>',
  '<p style="background:url(javascript:alert(1))">x</p>',
  '<p style="text-align:center;width:expression(alert(1))">x</p>',
  '<p style="text-align:center&quot; onclick=&quot;alert(1)">x</p>',
  '<style>@import "https://x.example/a.css"</style><link rel=stylesheet href=//x.example>',
  '<meta http-equiv="refresh" content="0;url=https://x.example">',
  '<base href="https://x.example/">',
  '<form action="https://x.example"><input name=a><button>送</button></form>',
  '<input autofocus onfocus=alert(1)>',
  '<video><source onerror="alert(1)"></video><audio src=x onerror=alert(1)>',
  '<details open ontoggle=alert(1)>x</details>',
  '<marquee onstart=alert(1)>x</marquee>',
  '<p><!-- <img src=x onerror=alert(1)> --></p><!--[if IE]><script>alert(1)</script><![endif]-->',
  '<![CDATA[<script>alert(1)</script>]]>',
  '<textarea></textarea><script>alert(1)</script>',
  '<xmp><p title="</xmp><script>alert(1)</script>">',
  '<title><img src=x onerror=alert(1)></title>',
  '"><script>alert(1)</script>',
  '<p id="x" class="y" data-z="1" contenteditable>字</p>',
  '<p><a><a href="javascript:alert(1)">x</a></a></p>',
  '<isindex type=image src=1 onerror=alert(1)>',
  '<body onload=alert(1)><html onclick=alert(1)>',
  '\u0000<scr\u0000ipt>alert(1)</script>',
  '<custom-element onclick="alert(1)">x</custom-element>',
]

const TAG = /<\/?([a-z0-9-]+)((?:\s+[a-z-]+="[^"]*")*)\s*\/?>/gi
const OPEN = new Set(
  'p h2 h3 h4 ul ol li strong em u s blockquote br hr a img table thead tbody tfoot tr th td caption'.split(' '),
)
/** Reads what came out with eyes of its own: only tags and attributes of the list, and no sign of a tag beside them. */
const expectHarmless = (html: string): void => {
  for (const [, tag = '', attributes = ''] of html.matchAll(TAG)) {
    expect(OPEN.has(tag)).toBe(true)
    for (const [, name = '', value = ''] of attributes.matchAll(/([a-z-]+)="([^"]*)"/gi)) {
      expect(['href', 'rel', 'src', 'alt', 'style', 'colspan', 'rowspan']).toContain(name)
      if (name === 'src') expect(value).toMatch(/^\/media\/[\w-]{22}\/\d+\.webp$/)
      if (name === 'href') expect(value).toMatch(/^(?:https:\/\/|\/(?![/\\]))/)
      if (name === 'style') expect(value).toMatch(/^text-align:(?:left|center|right|justify)$/)
    }
  }
  expect(html.replace(TAG, '')).not.toMatch(/[<>]/)
}

const pieces = fc.constantFrom(
  ...ATTACKS,
  ...[
    '<p>',
    '</p>',
    '<div>',
    '</div>',
    '<table>',
    '<tr>',
    '<td>',
    '</table>',
    '<li>',
    '<ul>',
    '</ul>',
    '<a href="/x">',
    '</a>',
  ],
  ...[
    '<b>',
    '<i>',
    '<h1>',
    '<u>',
    '<blockquote>',
    '<!--',
    '-->',
    '<',
    '>',
    '"',
    "'",
    '&',
    '&lt;',
    '&#60;',
    '&amp;lt;',
    '字',
    ' ',
    '\n',
  ],
  ...['<p style="text-align:right">', `<img src="${SRC}" alt="<b>">`, '<x-y>', '</', '<!', '<?', '=', '/>'],
)
const anyHtml = fc.oneof(
  fc.array(pieces, { maxLength: 24 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 200 }),
)

describe('rich text under attack', () => {
  it.each(ATTACKS)('lets nothing run of %s', (attack) => {
    expectHarmless(cleanRichText(attack))
    expectHarmless(cleanRichText(`<p>前${attack}后</p>`))
    expect(cleanRichText(attack)).not.toContain('alert(1)</')
  })

  it('is the same after a second cleaning, and harmless whatever went in', () => {
    fc.assert(
      fc.property(anyHtml, (html) => {
        const once = cleanRichText(html)
        expect(cleanRichText(once)).toBe(once)
        expectHarmless(once)
      }),
      { numRuns: 400 },
    )
  })

  it('ends soon on what is made to take long', () => {
    const began = performance.now()
    cleanRichText('<p><u>'.repeat(20_000))
    cleanRichText('<table><tr><td>'.repeat(8_000))
    cleanRichText('<'.repeat(120_000))
    expect(performance.now() - began).toBeLessThan(10_000)
  })
})
