export interface Slice {
  readonly from: number
  readonly to: number
}

const SHAPE = /^bytes=(\d{0,15})-(\d{0,15})$/

/**
 * The part of a file of `size` bytes that a `Range` header asks for. Undefined: the whole is sent, as HTTP wants it for
 * what is no single range of bytes. 'beyond': nothing of the file lies there.
 */
export const sliceOf = (header: string | undefined, size: number): Slice | 'beyond' | undefined => {
  const [, first, last] = SHAPE.exec(header ?? '') ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length === 0 ? 'beyond' : { from: size - length, to: size - 1 }
  }
  const from = Number(first)
  const to = last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (last !== '' && Number(last) < from) return undefined
  return from >= size ? 'beyond' : { from, to }
}
