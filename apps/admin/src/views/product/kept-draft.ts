import { wholeDraft, type Draft } from './product-draft'

const PREFIX = 'jishi.admin.product-draft.'

export interface KeptDraft {
  readonly at: string
  /** The version it was begun from; 0 for a product that does not exist yet. */
  readonly version: number
  readonly draft: Draft
  /** What was there when it was begun: needed to tell one's own changes from those saved in between. */
  readonly base: Draft
}

const storage = (): Storage | undefined => {
  try {
    return globalThis.localStorage
  } catch {
    return undefined
  }
}

const isKept = (found: unknown): found is Partial<KeptDraft> & { draft: Partial<Draft> } =>
  typeof found === 'object' && found !== null && 'draft' in found && typeof found.draft === 'object'

/** What was typed and not yet saved, in this browser: a crash or a closed tab loses none of it. */
export const keptDraft = (id: string) => ({
  read: (): KeptDraft | undefined => {
    try {
      const found: unknown = JSON.parse(storage()?.getItem(PREFIX + id) ?? 'null')
      if (!isKept(found)) return undefined
      const draft = wholeDraft(found.draft)
      return { at: found.at ?? '', version: found.version ?? 0, draft, base: wholeDraft(found.base ?? found.draft) }
    } catch {
      return undefined
    }
  },
  write: (kept: KeptDraft): void => {
    try {
      storage()?.setItem(PREFIX + id, JSON.stringify(kept))
    } catch {
      // A full storage loses the safety copy, never the work on the screen.
    }
  },
  drop: (): void => storage()?.removeItem(PREFIX + id),
})
