/** Moments are WeChat's; elsewhere nobody ever asks for this card. */
export const onShareTimeline = (_card: () => { title: string; query: string; imageUrl: string }): void => undefined
