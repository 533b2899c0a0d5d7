/** Ranges of the workbench's trend, in shop days including today. */
export const TREND_DAYS = ['7', '30', '90'] as const
export type TrendDays = (typeof TREND_DAYS)[number]
/** Unpaid orders that end within this time are about to be closed. */
export const CLOSING_SOON_MS = 600_000
/** Permits that end within so many days ask to be renewed. */
export const PERMIT_NOTICE_DAYS = 30
