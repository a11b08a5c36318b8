import { effect } from '@preact/signals-core'
import { button, visibleWhile } from '../controls/controls.js'
import { h } from '../dom.js'
import type { Session } from '../session/session.js'

/** What a visitor should know, in sight wherever the page is scrolled to. */
export function notice(session: Session): HTMLElement {
  const text = h('p')
  const close = button('Close', () => (session.notice.value = undefined))
  const box = h('div', { class: 'notice', role: 'alert' }, text, close)
  effect(() => {
    const now = session.notice.value
    box.dataset.kind = now?.kind ?? ''
    text.textContent = now?.text ?? ''
  })
  return visibleWhile(box, () => Boolean(session.notice.value))
}
