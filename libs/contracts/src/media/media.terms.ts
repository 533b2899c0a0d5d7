export const MEDIA_PURPOSES = ['product', 'category', 'banner', 'permit'] as const
export type MediaPurpose = (typeof MEDIA_PURPOSES)[number]
export const UPLOAD_TYPES = ['image/jpeg', 'image/png', 'image/webp'] as const
export type UploadType = (typeof UPLOAD_TYPES)[number]
export const MAX_UPLOAD_BYTES = 8 * 1024 * 1024
/** Why a file is no picture of ours: `details.reason` of PICTURE_REFUSED. */
export const PICTURE_FLAWS = ['empty', 'not_its_type', 'unreadable', 'edges', 'too_many_pixels'] as const
export type PictureFlaw = (typeof PICTURE_FLAWS)[number]
