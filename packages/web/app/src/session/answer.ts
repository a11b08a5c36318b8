import { batch } from '@preact/signals-core'
import type { Segmentation } from '@spad/core'
import { loadedModel, type LoadedModel } from '../loaded-model.js'
import { reverseState } from '../reverse-state.js'
import type { Picture } from '../picture.js'
import { bringBack, keepCorrection, unfitting } from './corrections.js'
import type { Notice, State } from './state.js'

/** The chosen model on the chosen backend; the one before it is freed. */
export async function ready(state: State, ending: AbortSignal): Promise<LoadedModel> {
  const wanted = { entry: state.model.value, backend: state.backend.value }
  const before = state.loaded.value
  if (before?.isFor(wanted)) return before
  await unload(state)
  state.activity.value = { kind: 'loading', share: 0 }
  const next = await loadedModel(wanted, {
    signal: ending,
    onProgress: (share) => (state.activity.value = { kind: 'loading', share }),
  })
  if (ending.aborted) await next.segmenter.dispose()
  ending.throwIfAborted()
  state.loaded.value = next
  return next
}

/** Frees the model, with what it has learnt. */
export async function unload({ loaded, learnt }: State): Promise<void> {
  const before = loaded.value
  loaded.value = undefined
  learnt.value = []
  await before?.segmenter.dispose()
}

/** What is still to be said beside a new mask. */
function told(state: State, picture: Picture): Notice | undefined {
  const before = state.notice.value
  if (before?.kind === 'ask' && (before.about ?? picture) === picture) return before
  const text = unfitting(state, picture)
  return text === undefined ? undefined : { kind: 'done', text }
}

/** Segments the picture with the settings, and shows the answer. */
export async function answer(state: State, ending: AbortSignal): Promise<void> {
  const { segmenter, entry } = await ready(state, ending)
  const picture = state.picture.value
  const [steps, ensemble, seed] = [state.steps.value, state.ensemble.value, state.seed.value]
  state.activity.value = { kind: 'segmenting', share: 0 }
  const estimates: Segmentation[] = []
  const result = await segmenter.segment(picture.pixels, {
    ...{ steps, ensemble, seed, color: 'luma', signal: ending },
    onProgress: (done, of) => (state.activity.value = { kind: 'segmenting', share: done / of }),
    onStep: (soFar) => estimates.push(soFar),
  })
  ending.throwIfAborted()
  performance.mark('mask')
  const { diffusion, size } = entry
  const walk = diffusion && reverseState(estimates.slice(0, steps), size, diffusion, seed)
  batch(() => {
    keepCorrection(state)
    state.shown.value = { picture, model: entry, result, estimates, ...(walk && { state: walk }) }
    state.plausible.value = undefined
    bringBack(state, picture, entry)
    state.notice.value = told(state, picture)
  })
}
