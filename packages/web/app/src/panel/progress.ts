import { effect } from '@preact/signals-core'
import { button } from '../controls/controls.js'
import { h } from '../dom.js'
import type { Session } from '../session/session.js'
import type { Activity } from '../session/state.js'

const verbs: Readonly<Record<Activity['kind'], string>> = {
  idle: '',
  loading: 'Loading the model',
  segmenting: 'Segmenting',
  sampling: 'Drawing plausible masks',
  training: 'Fine-tuning',
}

/** What is going on, over a picture. */
export function progress(session: Session, kind = 'progress'): HTMLElement {
  const bar = h('progress', { max: 1, 'aria-label': 'Progress' })
  const text = h('span', { role: 'status' })
  const stop = button('Stop', () => {
    session.stop()
  })
  const box = h('div', { class: kind }, text, bar, stop)
  effect(() => {
    const now = session.activity.value
    box.classList.toggle('busy', now.kind !== 'idle')
    stop.disabled = now.kind === 'idle'
    text.textContent = verbs[now.kind]
    if (now.kind !== 'idle') bar.value = now.share
  })
  return box
}
