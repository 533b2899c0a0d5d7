/** What others may see of a phone: 138****6602. */
export const maskedPhone = (phone: string): string => `${phone.slice(0, 3)}****${phone.slice(-4)}`

/** The name a member carries until they choose one. */
export const firstDisplayName = (phone: string): string => `手机尾号 ${phone.slice(-4)}`
