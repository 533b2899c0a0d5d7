/** The pages of stored value, as they lead to each other. */
const ROOT = '/pkg-pay'
const go = (page: string, query = ''): void => void uni.navigateTo({ url: `${ROOT}/${page}/${page}${query}` })
const instead = (url: string): Promise<void> =>
  new Promise((resolve) => void uni.redirectTo({ url, complete: () => resolve() }))

export const storedPlaces = {
  balanceInstead: (): Promise<void> => instead(`${ROOT}/balance/balance`),
  recharge: (): void => go('recharge'),
  rechargeInstead: (): Promise<void> => instead(`${ROOT}/recharge/recharge`),
  rechargePath: `${ROOT}/recharge/recharge`,
  resultPath: (id: string): string => `${ROOT}/recharge-result/recharge-result?id=${id}`,
  /** Takes the place of the page it was begun on. `paid`: the cashier says it was. */
  result: (id: string, paid = false): Promise<void> =>
    instead(storedPlaces.resultPath(id) + (paid ? '&hint=processing' : '')),
  refund: (): void => go('stored-refund'),
  /** `forgotten`: by a code sent to the phone, whatever the present password is. */
  password: (forgotten = false): void => go('pay-password', forgotten ? '?way=sms' : ''),
  cashierPath: (id: string): string => `${ROOT}/cashier/cashier?id=${id}`,
}
