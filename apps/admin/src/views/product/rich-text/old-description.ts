import type { Picture } from '@jishi/contracts/primitives.schema'
import { detailPictureSrc } from './rich-text-rules'

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign)

/** Paragraphs and pictures of before, put after what rich text there is. */
export const intoRichText = (description: {
  detailHtml: string
  paragraphs: string
  detailPictures: readonly Picture[]
}): string => {
  const words = description.paragraphs
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => `<p>${escaped(line)}</p>`)
  const pictures = description.detailPictures.map(({ id }) => `<img src="${detailPictureSrc(id)}" alt="">`)
  return [description.detailHtml, ...words, ...pictures].join('')
}
