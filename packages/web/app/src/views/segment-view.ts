import { effect } from '@preact/signals-core'
import { h } from '../dom.js'
import { unlike } from '../fit.js'
import type { Look } from '../look.js'
import { knowsPhantomsOnly } from '../model-list.js'
import { correctPanel } from '../panel/correct-panel.js'
import { maskPanel } from '../panel/mask-panel.js'
import { progress } from '../panel/progress.js'
import { savePanel } from '../panel/save-panel.js'
import { settings } from '../panel/settings.js'
import type { Session } from '../session/session.js'
import { createStage } from '../stage/stage.js'
import { viewTools } from '../stage/view-tools.js'
import type { Taking } from './bring-files.js'
import { filmStrip } from './film-strip.js'
import { timeline } from './timeline.js'

/** Pictures at the left, the stage, and what can be set at the right. */
export function segmentView(session: Session, look: Look, taking: Taking): HTMLElement {
  const stage = createStage(session, look)
  stage.append(progress(session))
  return h(
    'div',
    { class: 'segment-view' },
    filmStrip(session, taking),
    h(
      'section',
      { class: 'centre', 'aria-label': 'Picture and mask' },
      stage,
      viewTools(look),
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

/** What an answer is worth. */
function caution({ picture, model }: Session): HTMLElement {
  const text = h('p', { class: 'hint' })
  effect(() => {
    const reasons = unlike(model.value, picture.value) ?? []
    text.textContent =
      !picture.value.phantom && knowsPhantomsOnly(model.value)
        ? 'This small model has seen phantoms only: on another picture its mask means nothing. Start the page with a model of yours: npm run web -- --model DIR'
        : reasons.length > 0
          ? `Unlike what the model was trained on, so its mask may mean nothing: ${reasons.join('; ')}.`
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
