import { effect } from '@preact/signals-core'
import { button, visibleWhile } from '../controls/controls.js'
import { h } from '../dom.js'
import type { Session } from '../session/session.js'

/** What a visitor should know, in sight wherever the page is scrolled to. */
export function notice(session: Session): HTMLElement {
  const text = h('p')
  const answers = h('div', { class: 'row' })
  const close = button('Close', () => (session.notice.value = undefined))
  const box = h('div', { class: 'notice', role: 'alert' }, text, answers, close)
  effect(() => {
    const now = session.notice.value
    box.dataset.kind = now?.kind ?? ''
    text.textContent = now?.text ?? ''
    answers.replaceChildren(
      ...(now?.answers ?? []).map(({ label, act }) =>
        button(label, () => {
          session.notice.value = undefined
          act()
        }),
      ),
    )
  })
  return visibleWhile(box, () => Boolean(session.notice.value))
}
