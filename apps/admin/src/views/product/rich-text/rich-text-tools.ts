import type { Editor } from '@tiptap/vue-3'
import type { IconName } from '@/components/icons'
import type { CopyKey } from '@/copy'

export interface Tool {
  readonly name: CopyKey
  /** A line drawing, or the letters that stand for it. */
  readonly icon?: IconName
  readonly letters?: string
  readonly look?: 'bold' | 'italic' | 'under' | 'through'
  readonly keys?: string
  run(editor: Editor): void
  on?(editor: Editor): boolean
  may?(editor: Editor): boolean
}

const focused = (editor: Editor) => editor.chain().focus()

/** Puts the lines of the selection there, or back where lines begin. */
const align = (editor: Editor, side: string): void => {
  const to = { align: editor.isActive({ align: side }) ? null : side }
  focused(editor).updateAttributes('paragraph', to).updateAttributes('heading', to).run()
}

/** The toolbar from left to right; a gap stands between the groups. */
export const richTextTools: readonly (readonly Tool[])[] = [
  [
    {
      ...{ name: 'richText.undo', icon: 'undo', keys: 'Ctrl Z' },
      run: (editor) => focused(editor).undo().run(),
      may: (editor) => editor.can().undo(),
    },
    {
      ...{ name: 'richText.redo', icon: 'redo', keys: 'Ctrl Shift Z' },
      run: (editor) => focused(editor).redo().run(),
      may: (editor) => editor.can().redo(),
    },
  ],
  [
    {
      ...{ name: 'richText.heading', letters: 'H1' },
      run: (editor) => focused(editor).toggleHeading({ level: 2 }).run(),
      on: (editor) => editor.isActive('heading', { level: 2 }),
    },
    {
      ...{ name: 'richText.smallHeading', letters: 'H2' },
      run: (editor) => focused(editor).toggleHeading({ level: 3 }).run(),
      on: (editor) => editor.isActive('heading', { level: 3 }),
    },
  ],
  [
    {
      ...{ name: 'richText.bold', letters: 'B', look: 'bold', keys: 'Ctrl B' },
      run: (editor) => focused(editor).toggleBold().run(),
      on: (editor) => editor.isActive('bold'),
    },
    {
      ...{ name: 'richText.italic', letters: 'I', look: 'italic', keys: 'Ctrl I' },
      run: (editor) => focused(editor).toggleItalic().run(),
      on: (editor) => editor.isActive('italic'),
    },
    {
      ...{ name: 'richText.underline', letters: 'U', look: 'under', keys: 'Ctrl U' },
      run: (editor) => focused(editor).toggleUnderline().run(),
      on: (editor) => editor.isActive('underline'),
    },
    {
      ...{ name: 'richText.strike', letters: 'S', look: 'through', keys: 'Ctrl Shift S' },
      run: (editor) => focused(editor).toggleStrike().run(),
      on: (editor) => editor.isActive('strike'),
    },
  ],
  [
    {
      ...{ name: 'richText.centre', icon: 'centre' },
      run: (editor) => align(editor, 'center'),
      on: (editor) => editor.isActive({ align: 'center' }),
    },
    {
      ...{ name: 'richText.bullets', icon: 'bullets' },
      run: (editor) => focused(editor).toggleBulletList().run(),
      on: (editor) => editor.isActive('bulletList'),
    },
    {
      ...{ name: 'richText.numbers', icon: 'numbers' },
      run: (editor) => focused(editor).toggleOrderedList().run(),
      on: (editor) => editor.isActive('orderedList'),
    },
    {
      ...{ name: 'richText.quote', icon: 'quote' },
      run: (editor) => focused(editor).toggleBlockquote().run(),
      on: (editor) => editor.isActive('blockquote'),
    },
    {
      ...{ name: 'richText.rule', icon: 'rule' },
      run: (editor) => focused(editor).setHorizontalRule().run(),
    },
  ],
]
