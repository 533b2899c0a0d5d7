export const PAGE_SIZE = 20
export const MAX_PAGE_SIZE = 50
/** Widths every picture is kept in, in pixels. */
export const PICTURE_WIDTHS = [160, 320, 640, 1280] as const
export type PictureWidth = (typeof PICTURE_WIDTHS)[number]
/** The smallest kept width that is at least as wide as asked, else the widest. */
export const pictureWidth = (wanted: number): PictureWidth => PICTURE_WIDTHS.find((width) => width >= wanted) ?? 1280
export const picturePath = (id: string, wanted: number): string => `/media/${id}/${pictureWidth(wanted)}.webp`
/** One line of a cart or an order holds 1 … 999 pieces. */
export const MAX_LINE_QTY = 999
export const MAX_CART_LINES = 120
