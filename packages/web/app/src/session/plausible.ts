import { ready } from './answer.js'
import type { State } from './state.js'

/** How many plausible masks are drawn. */
export const plausibleCount = 16

/** Draws masks as several readers might draw them, of the shown picture by the model that answered. */
export async function drawPlausible(state: State, ending: AbortSignal): Promise<void> {
  const of = state.shown.value
  if (!of || state.plausible.value?.of === of) return
  const { segmenter, entry } = await ready(state, ending)
  if (of.model !== entry) return
  state.activity.value = { kind: 'sampling', share: 0 }
  const { sampled, probabilities } = await segmenter.segment(of.picture.pixels, {
    ...{ samples: plausibleCount, steps: entry.diffusion ? state.steps.value : 1 },
    ...{ seed: state.seed.value, color: 'luma', signal: ending },
    onProgress: (done, all) => (state.activity.value = { kind: 'sampling', share: done / all }),
  })
  ending.throwIfAborted()
  if (sampled) state.plausible.value = { ...sampled, share: probabilities, of }
}
