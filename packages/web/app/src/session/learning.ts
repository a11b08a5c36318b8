import { answer, ready, unload } from './answer.js'
import { shownLabels, type State } from './state.js'

/** Trains the model on the shown mask, and on those before it, and makes the mask again. */
export async function learn(state: State, ending: AbortSignal): Promise<void> {
  if (!state.edits.value) {
    state.notice.value = { kind: 'error', text: unpainted }
    return
  }
  const labels = shownLabels(state)
  const { segmenter } = await ready(state, ending)
  if (!labels || !state.shown.value) return
  const samples = [...state.learnt.value, { image: state.shown.value.picture.pixels, labels }]
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
  await answer(state, ending)
  state.notice.value = { kind: 'done', text: 'The model has learnt from your mask, in this page.' }
}

const unpainted =
  'Nothing is painted on this mask: from its own answer the model would learn its own mistakes. Paint a correction first.'

/** Takes the model as it was loaded. */
export async function forget(state: State, ending: AbortSignal): Promise<void> {
  await unload(state)
  await answer(state, ending)
}
