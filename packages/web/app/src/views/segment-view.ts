import { effect } from '@preact/signals-core'
import { button, visibleWhile } from '../controls/controls.js'
import { h } from '../dom.js'
import type { Look } from '../look.js'
import { knowsPhantomsOnly } from '../model-list.js'
import { correctPanel } from '../panel/correct-panel.js'
import { maskPanel } from '../panel/mask-panel.js'
import { savePanel } from '../panel/save-panel.js'
import { settings } from '../panel/settings.js'
import type { Session } from '../session/session.js'
import type { Activity } from '../session/state.js'
import { createStage } from '../stage/stage.js'
import { filmStrip } from './film-strip.js'
import { timeline } from './timeline.js'

/** Pictures at the left, the stage, and what can be set at the right. */
export function segmentView(session: Session, look: Look): HTMLElement {
  const stage = createStage(session, look)
  stage.append(progress(session))
  return h(
    'div',
    { class: 'segment-view' },
    filmStrip(session),
    h(
      'section',
      { class: 'centre', 'aria-label': 'Picture and mask' },
      notice(session),
      stage,
      timeline(session),
      facts(session),
      caution(session),
    ),
    h(
      'div',
      { class: 'panel' },
      maskPanel(session, look),
      settings(session),
      correctPanel(session, look),
      savePanel(session, look),
    ),
  )
}

const verbs: Readonly<Record<Activity['kind'], string>> = {
  idle: '',
  loading: 'Loading the model',
  segmenting: 'Segmenting',
  training: 'Fine-tuning',
}

/** What is going on, over the stage. */
function progress(session: Session): HTMLElement {
  const bar = h('progress', { max: 1, 'aria-label': 'Progress' })
  const text = h('span', { role: 'status' })
  const stop = button('Stop', () => {
    session.stop()
  })
  const box = h('div', { class: 'progress' }, text, bar, stop)
  effect(() => {
    const now = session.activity.value
    box.classList.toggle('busy', now.kind !== 'idle')
    stop.disabled = now.kind === 'idle'
    text.textContent = verbs[now.kind]
    if (now.kind !== 'idle') bar.value = now.share
  })
  return box
}

function notice(session: Session): HTMLElement {
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

/** What an answer is worth. */
function caution({ picture, model }: Session): HTMLElement {
  const text = h('p', { class: 'hint' })
  effect(() => {
    const foreign = !picture.value.phantom && knowsPhantomsOnly(model.value)
    text.textContent = foreign
      ? 'This small model has seen phantoms only: on another picture its mask means nothing. Start the page with a model of yours: npm run web -- --model DIR'
      : 'A demonstration, not a medical device.'
  })
  return text
}

/** The answer in a line of numbers. */
function facts(session: Session): HTMLElement {
  const box = h('dl', { class: 'facts' })
  effect(() => {
    const shown = session.shown.value
    const report = session.loaded.value?.segmenter.backend
    if (!shown || !report) return
    const { timing } = shown.result
    const { width, height } = shown.picture.pixels
    const [rows, columns] = shown.model.size
    const entries = {
      Network: `${timing.inference.toFixed(0)} ms`,
      'In all': `${timing.total.toFixed(0)} ms`,
      Backend: report.name,
      Picture: `${width} × ${height}`,
      'Seen at': `${columns} × ${rows}`,
    }
    box.replaceChildren(
      ...Object.entries(entries).map(([name, value]) =>
        h('div', {}, h('dt', {}, name), h('dd', {}, value)),
      ),
    )
  })
  return box
}
