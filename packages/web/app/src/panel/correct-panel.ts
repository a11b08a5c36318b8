import { effect, signal } from '@preact/signals-core'
import { button, segmented, slider, toggle, visibleWhile } from '../controls/controls.js'
import { sparkline } from '../controls/sparkline.js'
import { h } from '../dom.js'
import type { Look } from '../look.js'
import type { Session } from '../session/session.js'
import { beginStroke, undoStroke } from '../session/strokes.js'

/** Painting a better mask, and teaching it to the model. */
export function correctPanel(session: Session, look: Look): HTMLElement {
  const { brush } = look
  const tools = h(
    'div',
    { class: 'stack' },
    paintChoice(session, look),
    slider(brush.size, {
      ...{ label: 'Brush', min: 0.02, max: 0.3, step: 0.01 },
      format: (value) => `${Math.round(100 * value)} %`,
    }),
    h('p', { class: 'hint' }, 'Or by keys: arrows move the brush on the picture, space paints.'),
  )
  const undo = button('Undo stroke', () => {
    undoStroke(session)
  })
  const clear = button('Undo all', () => {
    beginStroke(session)
    session.edits.value = undefined
  })
  const learn = button('Fine-tune on this mask', () => session.learn(), { class: 'primary' })
  const forget = button('Forget', () => session.forget())
  const known = h('p', { class: 'hint', role: 'status' })
  effect(() => {
    undo.disabled = session.strokes.value.length === 0
    clear.disabled = !session.edits.value
    learn.disabled = !session.shown.value || session.activity.value.kind !== 'idle'
    const count = session.learnt.value.length
    known.textContent =
      count === 0
        ? 'A few seconds of training, in this page: the picture stays here.'
        : `Has learnt from ${count === 1 ? 'one mask' : `${count} masks`} of yours.`
  })
  effect(() => {
    // painting needs a mask to paint on, all of it in sight
    if (!brush.on.value) return
    look.view.value = 'mask'
    session.showPainted.value = true
    look.divider.value = 0
    session.time.value = 0
  })
  return h(
    'section',
    { class: 'card', 'aria-labelledby': 'correct-title' },
    h('h2', { id: 'correct-title' }, 'Correct'),
    toggle(brush.on, 'Paint on the picture'),
    visibleWhile(tools, () => brush.on.value),
    visibleWhile(toggle(session.showPainted, 'Show what was painted'), () =>
      Boolean(session.edits.value),
    ),
    losses(session),
    h('div', { class: 'row' }, learn, undo, clear),
    visibleWhile(h('div', { class: 'row' }, forget), () => session.learnt.value.length > 0),
    known,
  )
}

function paintChoice(session: Session, { brush }: Look): HTMLElement {
  const box = h('div')
  effect(() => {
    const { classes } = session.model.value
    const value = signal(String(brush.label.peek()))
    box.replaceChildren(
      segmented(
        value,
        'What the brush paints',
        classes.map(({ name }, i) => ({
          value: String(i),
          label: i === 0 ? 'erase' : name,
        })),
      ),
    )
    return effect(() => {
      brush.label.value = Math.min(Number(value.value), classes.length - 1)
    })
  })
  return box
}

/** The loss, as it falls. */
function losses({ activity }: Session): HTMLElement {
  const box = h('div', { class: 'losses' })
  effect(() => {
    const now = activity.value
    box.hidden = now.kind !== 'training'
    if (now.kind !== 'training') return
    const last = now.losses.at(-1)
    box.replaceChildren(
      sparkline(now.losses, 'Loss while fine-tuning'),
      h('span', { class: 'value' }, last === undefined ? 'starting' : `loss ${last.toFixed(3)}`),
    )
  })
  return box
}
