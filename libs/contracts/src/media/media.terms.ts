export const MEDIA_PURPOSES = ['product', 'category', 'brand', 'banner', 'permit'] as const
export type MediaPurpose = (typeof MEDIA_PURPOSES)[number]
/** What a member may send a picture for; it is theirs until they put it somewhere. */
export const MEMBER_PURPOSES = ['review', 'feedback', 'after_sale'] as const
export type MemberPurpose = (typeof MEMBER_PURPOSES)[number]
/** How many pictures a member may send in one shop day. */
export const MEMBER_UPLOADS_A_DAY = 60
export const MEDIA_KINDS = ['picture', 'video'] as const
export type MediaKind = (typeof MEDIA_KINDS)[number]
export const UPLOAD_TYPES = ['image/jpeg', 'image/png', 'image/webp'] as const
export type UploadType = (typeof UPLOAD_TYPES)[number]
export const VIDEO_TYPE = 'video/mp4'
/** What a ticket for an upload may be asked for. */
export const TICKET_TYPES = [...UPLOAD_TYPES, VIDEO_TYPE] as const
export type TicketType = (typeof TICKET_TYPES)[number]
export const MAX_UPLOAD_BYTES = 8 * 1024 * 1024
/** The largest film any shop takes; a shop may be configured for less. */
export const MAX_VIDEO_BYTES = 100 * 1024 * 1024
export const MAX_VIDEO_SECONDS = 600
/** Why a file is no picture of ours: `details.reason` of PICTURE_REFUSED. */
export const PICTURE_FLAWS = ['empty', 'too_large', 'not_its_type', 'unreadable', 'edges', 'too_many_pixels'] as const
export type PictureFlaw = (typeof PICTURE_FLAWS)[number]
/** Why a file is no film of ours: `details.reason` of VIDEO_REFUSED. `codec`: not H.264 with AAC, which is what plays everywhere. */
export const VIDEO_FLAWS = ['too_large', 'not_its_type', 'unreadable', 'codec', 'edges', 'too_long'] as const
export type VideoFlaw = (typeof VIDEO_FLAWS)[number]
/** Who may show a picture or a film; `video` shows its poster. */
export const MEDIA_USERS = ['product', 'category', 'brand', 'permit', 'banner', 'video'] as const
export type MediaUser = (typeof MEDIA_USERS)[number]
/** How long what was put away can be taken back before its files go. */
export const ARCHIVED_MEDIA_DAYS = 7
export const MAX_MEDIA_NAME = 120
export const videoPath = (id: string): string => `/media/${id}/film.mp4`
