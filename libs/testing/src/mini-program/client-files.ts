import { answering, type ClientParts, type Options } from './client.js'
import type { Api, Words } from './client-pages.js'
import { NoAnswer } from './wire.js'

/** What differs between the clients: what they call the paths they hand over, and what a download says beside one. */
export interface FileNames {
  readonly chosen: 'tempFilePaths' | 'apFilePaths'
  readonly downloaded: (path: string, status: number) => Options
  /** Whether a program may use what is personal; without a word the client asks by itself. */
  readonly may: (api: string) => Promise<boolean>
}

const pdf = (type: unknown): boolean => type === 'pdf'

/** Pictures the person picks from the album, the files that programs get of them, and documents that are opened. */
export const files = (parts: ClientParts, { ok, fail }: Words, { chosen, downloaded, may }: FileNames): Api => {
  const { device, wire } = parts
  return {
    chooseImage(options: Options) {
      void may('chooseImage').then((allowed) => {
        const picked = allowed ? device.album.splice(0, Number(options['count'] ?? 9)) : []
        if (picked.length === 0) return answering(parts, options, fail('chooseImage', 'cancel'))
        const paths = picked.map((bytes) => device.keep(bytes))
        return answering(parts, options, ok('chooseImage', { [chosen]: paths }))
      })
    },
    getFileSystemManager: () => ({
      readFile(options: Options) {
        const bytes = device.files.get(String(options['filePath']))
        if (bytes === undefined) return answering(parts, options, fail('readFile', 'no such file or directory'))
        const success = options['success']
        // Bytes are the one thing that crosses the bridge without becoming JSON.
        if (typeof success === 'function') {
          setTimeout(() => parts.guard(() => (success as (answer: Options) => void)({ data: parts.bytes(bytes) })), 0)
        }
        return undefined
      },
    }),
    downloadFile(options: Options) {
      const headers = (options['header'] ?? options['headers'] ?? {}) as Record<string, string>
      const asked = { url: String(options['url']), method: 'GET', headers, body: undefined, timeoutMs: 60_000 }
      void wire
        .download(asked)
        .then(({ status, bytes }) => ok('downloadFile', downloaded(device.keep(bytes), status)))
        .catch((error: unknown) => fail('downloadFile', error instanceof NoAnswer ? error.reason : 'unknown'))
        .then((outcome) => answering(parts, options, outcome))
    },
    openDocument(options: Options) {
      const bytes = device.files.get(String(options['filePath']))
      if (bytes === undefined || !pdf(options['fileType'])) {
        answering(parts, options, fail('openDocument', 'file not supported'))
        return
      }
      device.opened.push(bytes)
      answering(parts, options, ok('openDocument'))
    },
    previewImage: (options: Options) => answering(parts, options, ok('previewImage')),
  }
}
