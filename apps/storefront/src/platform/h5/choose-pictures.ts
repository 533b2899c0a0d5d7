import { UPLOAD_TYPES } from '@jishi/contracts/media/media.terms'

// `Blob.arrayBuffer` is younger than the browsers the shop opens in.
const bytesOf = (file: File): Promise<ArrayBuffer> => new Response(file).arrayBuffer()

/** The browser's own chooser. The types are named so that a phone hands out a picture it keeps in a format of its own as one of them. */
export const choosePictures = (most: number): Promise<ArrayBuffer[]> =>
  new Promise((resolve, reject) => {
    const field = document.createElement('input')
    field.type = 'file'
    field.accept = UPLOAD_TYPES.join(',')
    field.multiple = most > 1
    field.addEventListener('cancel', () => resolve([]))
    field.addEventListener('change', () => {
      Promise.all(
        Array.from(field.files ?? [])
          .slice(0, most)
          .map(bytesOf),
      ).then(resolve, reject)
    })
    field.click()
  })
