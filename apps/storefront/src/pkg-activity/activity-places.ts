const go = (url: string): void => void uni.navigateTo({ url })

/** Where pages of activities lead: with what was won to the ordinary checkout, and to the order once there is one. */
export const activityPlaces = {
  seckillPath: '/pkg-activity/seckill/seckill',
  checkout: ({ id, skuId, qty }: { id: string; skuId: string; qty: number }): void =>
    go(`/pkg-order/checkout/checkout?sku=${skuId}&qty=${qty}&take=${id}`),
}
