import type { SheetFormat } from '@jishi/contracts/catalog/product-import.terms'

const MAX_NAME = 120

/** No folders, no control or direction signs: a file's name is only ever shown. */
export const plainFileName = (name: string, format: SheetFormat): string => {
  const last = name.split(/[/\\]/).pop() ?? ''
  const plain = last.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '').trim()
  return [...plain].slice(0, MAX_NAME).join('') || `import.${format}`
}
