import en from '@/copy/en.json'
import type { Platform } from '../types'

const bytesOf = (filePath: string): Promise<ArrayBuffer> =>
  new Promise((resolve, reject) => {
    uni.getFileSystemManager().readFile({
      filePath,
      success: ({ data }) => (typeof data === 'string' ? reject(new Error('text')) : resolve(data)),
      fail: reject,
    })
  })

/** What the mini programs have in common: no address bar to come back through, no code to scan, no page to leave for. */
export const miniParts = {
  codePicture: () => Promise.resolve(''),
  leaveFor: (_url: string) => undefined,
  takeOauthAnswer: () => null,
  visit: { read: () => null, write: () => undefined, remove: () => undefined },
  privacyFirst: true,
  openFiling: null,
  print: null,
  enlarge: (urls: readonly string[], current: number) =>
    void uni.previewImage({ urls: [...urls], current: urls[current] ?? '' }),
  choosePictures: (most: number): Promise<ArrayBuffer[]> =>
    new Promise((resolve, reject) => {
      uni.chooseImage({
        count: most,
        sizeType: ['compressed'],
        success: ({ tempFilePaths }) => {
          const paths = typeof tempFilePaths === 'string' ? [tempFilePaths] : tempFilePaths
          Promise.all(paths.slice(0, most).map(bytesOf)).then(resolve, reject)
        },
        // Closed without a choice, or not allowed: the platform has said so itself.
        fail: () => resolve([]),
      })
    }),
  openFile: (url: string, header: Record<string, string>, _name: string): Promise<boolean> =>
    new Promise((resolve) => {
      const fail = (): void => resolve(false)
      const open = (filePath: string): void =>
        uni.openDocument({ filePath, fileType: 'pdf', showMenu: true, success: () => resolve(true), fail })
      uni.downloadFile({
        url,
        header,
        // Alipay names no status: what is refused there fails by itself.
        success: ({ statusCode = 200, tempFilePath }) => (statusCode === 200 ? open(tempFilePath) : fail()),
        fail,
      })
    }),
  scanCode: (): Promise<string | null> =>
    new Promise((resolve) => {
      uni.scanCode({ success: ({ result }) => resolve(result), fail: () => resolve(null) })
    }),
  keepQuery: () => undefined,
  tops(ids: readonly string[], then: (tops: (number | null)[]) => void): void {
    const query = uni.createSelectorQuery()
    for (const id of ids) query.select(`#${id}`).boundingClientRect()
    query.exec((boxes: ({ top?: number } | null)[]) => then(boxes.map((box) => box?.top ?? null)))
  },
  pasted(): Promise<string> {
    return new Promise((resolve) => {
      uni.getClipboardData({ success: (answer) => resolve(String(answer.data)), fail: () => resolve('') })
    })
  },
  // A package is whole on the phone: nothing is won by fetching a part of it later.
  english: () => Promise.resolve(en),
} satisfies Partial<Platform>
