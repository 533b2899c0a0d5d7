import { expect, it } from 'vitest'
import { ApiError } from '@/api/api-error'
import { errorText, flawOf } from './upload-queue'

it.each([
  [{ type: 'image/png', size: 10 }, undefined],
  [{ type: 'image/svg+xml', size: 10 }, 'media.flaw.type'],
  [{ type: '', size: 10 }, 'media.flaw.type'],
  [{ type: 'image/webp', size: 0 }, 'media.flaw.empty'],
  [{ type: 'image/jpeg', size: 8 * 1024 * 1024 + 1 }, 'media.flaw.bytes'],
])('of %o the browser says %s before anything is sent', (file, flaw) => {
  expect(flawOf(file)).toBe(flaw)
})

it('tells the reason a picture was refused for, else what the server said', () => {
  const refused = (details?: unknown) => new ApiError('PICTURE_REFUSED', '这张图片无法使用', 422, 'r', details)
  expect(errorText(refused({ reason: 'unreadable' }))).toBe('图片已损坏，打不开')
  expect(errorText(refused())).toBe('这张图片无法使用')
})
