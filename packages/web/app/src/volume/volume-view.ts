import { computed, effect } from '@preact/signals-core'
import { channelCount, slicingOf } from '@spad/core'
import { button, segmented, slider, visibleWhile } from '../controls/controls.js'
import { h } from '../dom.js'
import type { Look } from '../look.js'
import { modelChoice } from '../panel/model-choice.js'
import { progress } from '../panel/progress.js'
import type { Session } from '../session/session.js'
import { foundPanel } from './found-panel.js'
import { opening, scanPanel } from './scan-panel.js'
import { sliceCanvas } from './slice-canvas.js'
import { segmentOpen } from './volume-actions.js'
import { volumeCaution } from './volume-caution.js'
import { lookAnew, type VolumeState } from './volume-state.js'

/** A scan, slice by slice, what was found in it, and how much of it there is. */
export function volumeView(session: Session, state: VolumeState, look: Look): HTMLElement {
  const has = (): boolean => Boolean(state.open.value)
  effect(() => {
    lookAnew(state)
  })
  return h(
    'div',
    { class: 'volume-view' },
    h(
      'section',
      { class: 'centre', 'aria-label': 'Scan and mask' },
      visibleWhile(opening(session, state), () => !has()),
      visibleWhile(stage(session, state, look), has),
    ),
    h(
      'div',
      { class: 'panel' },
      visibleWhile(scanPanel(session, state), has),
      modelPanel(session, state, look),
      visibleWhile(foundPanel(session, state), () => Boolean(state.answer.value)),
    ),
  )
}

function stage(session: Session, state: VolumeState, look: Look): HTMLElement {
  return h(
    'div',
    { class: 'volume-stage' },
    h('div', { class: 'slice-frame' }, sliceCanvas(state, look), progress(session, 'doing')),
    scroll(state),
    channelChoice(state),
    segmented(state.axis, 'Plane', [
      { value: 'axial', label: 'Axial' },
      { value: 'coronal', label: 'Coronal' },
      { value: 'sagittal', label: 'Sagittal' },
    ]),
    h(
      'p',
      { class: 'hint' },
      'Wheel or arrow keys: slices. Drag: window. Ctrl and wheel: zoom. Shift and drag: move. Double-click: as it was.',
    ),
    volumeCaution(session, state),
  )
}

function scroll(state: VolumeState): HTMLElement {
  const slices = computed(() =>
    state.open.value ? slicingOf(state.open.value.scan.grid, state.axis.value).slices : 1,
  )
  const box = h('div')
  effect(() => {
    const count = slices.value
    if (state.slice.peek() >= count) state.slice.value = Math.floor(count / 2)
    box.replaceChildren(
      slider(state.slice, {
        ...{ label: 'Slice', min: 0, max: Math.max(1, count - 1), step: 1 },
        format: (value) => `${value + 1} of ${count}`,
      }),
    )
  })
  return box
}

/** Which of several times or sequences is looked at; the network is given that one. */
function channelChoice(state: VolumeState): HTMLElement {
  const count = computed(() => (state.open.value ? channelCount(state.open.value.scan) : 1))
  const box = h('div')
  effect(() => {
    box.replaceChildren(
      slider(state.channel, {
        ...{ label: 'Channel', min: 0, max: Math.max(1, count.value - 1), step: 1 },
        format: (value) => `${value + 1} of ${count.value}`,
      }),
    )
  })
  return visibleWhile(box, () => count.value > 1)
}

function modelPanel(session: Session, state: VolumeState, look: Look): HTMLElement {
  const start = button('Segment the scan', () => segmentOpen(session, state), { class: 'primary' })
  effect(() => {
    start.disabled = !state.open.value || session.activity.value.kind !== 'idle'
  })
  return h(
    'section',
    { class: 'card', 'aria-labelledby': 'volume-model-title' },
    h('h2', { id: 'volume-model-title' }, 'Network'),
    ...modelChoice(session, 'Network for scans'),
    h(
      'p',
      { class: 'hint' },
      'It looks at each slice as it was trained to, or through the plane and the window that you choose.',
    ),
    start,
    slider(look.opacity, {
      ...{ label: 'Strength of the mask', min: 0, max: 1, step: 0.05 },
      format: (value) => `${Math.round(100 * value)} %`,
    }),
  )
}
