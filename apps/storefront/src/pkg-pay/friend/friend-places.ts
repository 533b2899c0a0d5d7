/** The pages of paying in another's place. `t` is the token: short, because a mini program's code has room for 32 letters. */
const ROOT = '/pkg-pay'
const withQuery = (path: string, query: string): string => (query === '' ? path : `${path}?${query}`)

export const friendPlaces = {
  payPath: (token: string): string =>
    withQuery(`${ROOT}/friend-pay/friend-pay`, token === '' ? '' : `t=${encodeURIComponent(token)}`),
  /** Takes the place of the page it was begun on; resolves when it is there. `paid`: the cashier says it was. */
  result: (id: string, paid = false): Promise<void> =>
    new Promise((resolve) => {
      const url = withQuery(`${ROOT}/friend-result/friend-result`, `id=${id}${paid ? '&hint=processing' : ''}`)
      uni.redirectTo({ url, complete: () => resolve() })
    }),
  one: (id: string): void => void uni.navigateTo({ url: `${ROOT}/friend-result/friend-result?id=${id}` }),
  mineInstead: (): void => void uni.redirectTo({ url: `${ROOT}/friend-paid/friend-paid` }),
}
