import type { SettingKey } from '@jishi/contracts/settings/settings.terms'
import { t } from '@/copy'
import { FIELDS } from './setting-fields'
import { typedOf, type Values } from './setting-forms'

export interface PastField {
  readonly name: string
  readonly text: string
}

/** An earlier value as its form would show it; undefined where it no longer fits one, or is made of pictures. */
export const pastFields = (section: SettingKey, value: unknown): PastField[] | undefined => {
  if (section === 'home') return undefined
  try {
    const typed = typedOf({ [section]: value } as Values, section)
    return FIELDS[section].flatMap(({ name, label, kind }) => {
      const text = typed[name] ?? ''
      if (text === '') return []
      return { name: t(label), text: kind === 'switch' ? t(text === 'true' ? 'past.yes' : 'past.no') : text }
    })
  } catch {
    return undefined
  }
}
