export interface Slice {
  readonly from: number
  readonly to: number
}

const SHAPE = /^bytes=(\d{0,15})-(\d{0,15})$/

/** The last so many bytes. */
const tail = (length: number, size: number): Slice | 'beyond' =>
  length === 0 || size === 0 ? 'beyond' : { from: Math.max(0, size - length), to: size - 1 }

const middle = (from: number, last: number, size: number): Slice | 'beyond' | undefined => {
  if (last < from) return undefined
  return from >= size ? 'beyond' : { from, to: Math.min(last, size - 1) }
}

/**
 * The part of a file of `size` bytes that a `Range` header asks for. Undefined: the whole is sent, as HTTP wants it for
 * what is no single range of bytes. 'beyond': nothing of the file lies there.
 */
export const sliceOf = (header: string | undefined, size: number): Slice | 'beyond' | undefined => {
  const [, first, last] = SHAPE.exec(header ?? '') ?? []
  if (first === undefined || last === undefined) return undefined
  if (first !== '') return middle(Number(first), last === '' ? Number.MAX_SAFE_INTEGER : Number(last), size)
  return last === '' ? undefined : tail(Number(last), size)
}
