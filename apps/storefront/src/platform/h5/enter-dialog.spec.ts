import { beforeEach, describe, expect, it, vi } from 'vitest'
import { enterDialog } from './enter-dialog'

const press = (key: string, shiftKey = false): void =>
  void document.activeElement?.dispatchEvent(
    new KeyboardEvent('keydown', { key, shiftKey, bubbles: true, cancelable: true }),
  )
const here = (): string => document.activeElement?.id ?? ''

describe('a keyboard in a dialog', () => {
  beforeEach(() => {
    document.body.innerHTML = `<b id="opener" tabindex="0"></b>
      <div id="sheet" role="dialog"><b id="first" tabindex="0"></b><b id="last" tabindex="0"></b></div>`
    document.getElementById('opener')?.focus()
  })

  it('is led in, goes round, and is given back', () => {
    const leave = enterDialog(() => undefined)
    expect(here()).toBe('sheet')
    press('Tab', true)
    expect(here()).toBe('last')
    press('Tab')
    expect(here()).toBe('first')
    press('Tab', true)
    expect(here()).toBe('last')
    leave()
    expect(here()).toBe('opener')
  })

  it('closes it by Escape, unless another one lies over it', () => {
    const close = vi.fn()
    const leave = enterDialog(close)
    document.body.insertAdjacentHTML('beforeend', '<div id="over" role="alertdialog"></div>')
    press('Escape')
    expect(close).not.toHaveBeenCalled()
    document.getElementById('over')?.remove()
    press('Escape')
    expect(close).toHaveBeenCalledOnce()
    leave()
    press('Escape')
    expect(close).toHaveBeenCalledOnce()
  })
})
