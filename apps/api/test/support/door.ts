import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'

export interface Door {
  close(): Promise<void>
}

/** Opens a loopback port that leads to another one: what is behind it was away before, and is away again after. */
export const openDoor = (port: number, target: URL): Promise<Door> =>
  new Promise((resolve, reject) => {
    const open = new Set<Socket>()
    const server = createServer((visitor) => {
      const inside = connect(Number(target.port), target.hostname)
      for (const socket of [visitor, inside]) {
        open.add(socket)
        socket.on('error', () => undefined)
        socket.on('close', () => {
          open.delete(socket)
          visitor.destroy()
          inside.destroy()
        })
      }
      visitor.pipe(inside).pipe(visitor)
    })
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () =>
      resolve({
        close: () =>
          new Promise((done) => {
            server.close(() => done())
            for (const socket of open) socket.destroy()
          }),
      }),
    )
  })
