import type { LabelledSource } from '@spad/web'
import { answer, ready, unload } from './answer.js'
import { isCorrected } from './corrections.js'
import { shownLabels, type State } from './state.js'

/** Trains the model on the shown mask, and on those before it, and makes the mask again. */
export async function learn(state: State, ending: AbortSignal): Promise<void> {
  if (!isCorrected(state)) {
    state.notice.value = { kind: 'error', text: unpainted }
    return
  }
  const labels = shownLabels(state)
  if (!labels || !state.shown.value) return
  const image = state.shown.value.picture.pixels
  // a mask that was corrected further takes the place of what it was
  const known = state.taught.get(state.model.value.id) ?? []
  const before = known.filter((sample) => sample.image !== image)
  await teach(state, [...before, { image, labels }], ending)
  state.notice.value = {
    kind: 'done',
    text: 'The model has learnt from your mask, in this page. You see its own answer; what you painted is kept.',
  }
}

/** Teaches the model that was loaded anew what it had learnt before. */
export async function relearn(state: State, ending: AbortSignal): Promise<void> {
  const samples = state.taught.get(state.model.value.id)
  if (!samples) return
  await teach(state, samples, ending)
  state.notice.value = { kind: 'done', text: 'The model has learnt from your masks again.' }
}

async function teach(
  state: State,
  samples: readonly LabelledSource[],
  ending: AbortSignal,
): Promise<void> {
  const { segmenter, entry } = await ready(state, ending)
  const losses: number[] = []
  state.activity.value = { kind: 'training', share: 0, losses }
  await segmenter.fineTune(samples, {
    color: 'luma',
    signal: ending,
    onStep: ({ step, steps, loss }) => {
      losses.push(loss)
      state.activity.value = { kind: 'training', share: step / steps, losses: [...losses] }
    },
  })
  state.learnt.value = samples
  state.taught.set(entry.id, samples)
  state.showPainted.value = false
  await answer(state, ending)
}

const unpainted =
  'Nothing is painted on this mask that it did not say already: from its own answer the model would learn its own mistakes. Paint a correction first.'

/** Takes the model as it was loaded. */
export async function forget(state: State, ending: AbortSignal): Promise<void> {
  if (state.loaded.value) state.taught.delete(state.loaded.value.entry.id)
  await unload(state)
  await answer(state, ending)
}
