import { expect, it } from 'vitest'
import { intoRichText } from './old-description'

it('takes paragraphs and pictures over, as words and never as marks', () => {
  const picture = { id: 'AbCdEfGhIjKlMnOpQrStUv', width: 1, height: 1, colour: '#fff' }
  const html = intoRichText({
    detailHtml: '<p>前</p>',
    paragraphs: '甜 & 脆\n\n <b>5</b> 斤 ',
    detailPictures: [picture],
  })
  expect(html).toBe(
    '<p>前</p><p>甜 &amp; 脆</p><p>&lt;b&gt;5&lt;/b&gt; 斤</p><img src="/media/AbCdEfGhIjKlMnOpQrStUv/1280.webp" alt="">',
  )
})
