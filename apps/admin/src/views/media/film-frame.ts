const EDGE = 1_280

const loaded = (film: HTMLVideoElement, event: 'loadeddata' | 'seeked'): Promise<void> =>
  new Promise((resolve, reject) => {
    film.addEventListener(event, () => resolve(), { once: true })
    film.addEventListener('error', () => reject(new Error('the film does not play here')), { once: true })
  })

/** A picture of a film at a moment, as a file to upload. Rejects where this browser cannot play it. */
export const frameOf = async (address: string, seconds: number): Promise<File> => {
  const film = document.createElement('video')
  film.muted = true
  film.preload = 'auto'
  const ready = loaded(film, 'loadeddata')
  film.src = address
  await ready
  const there = loaded(film, 'seeked')
  film.currentTime = Math.min(seconds, Math.max(0, film.duration - 0.1))
  await there
  const scale = Math.min(1, EDGE / Math.max(film.videoWidth, film.videoHeight))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(film.videoWidth * scale)
  canvas.height = Math.round(film.videoHeight * scale)
  canvas.getContext('2d')?.drawImage(film, 0, 0, canvas.width, canvas.height)
  const drawn = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.9))
  if (drawn === null) throw new Error('nothing was drawn')
  return new File([drawn], 'poster.jpg', { type: 'image/jpeg' })
}
