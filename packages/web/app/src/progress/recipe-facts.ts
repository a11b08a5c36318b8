import { effect } from '@preact/signals-core'
import { h } from '../dom.js'
import { optionOf } from './noise-recipe.js'
import type { NoiseChoice } from './noise-settings.js'

/** What no picture shows: whose recipe it is, and how many images it noises. */
export function recipeFacts({ recipe }: NoiseChoice): HTMLElement {
  const box = h('p', { class: 'recipe-facts' })
  effect(() => {
    const { noise, own } = recipe.value
    const clean = optionOf(noise, 'cleanShare', 'share')
    const decoys = optionOf(noise, 'decoys', 'share')
    box.textContent = [
      own
        ? 'The recipe that the chosen model was trained with.'
        : 'The chosen model was trained without this noise: this is what the spad recipe would do.',
      typeof clean === 'number'
        ? `It leaves ${percent(clean)} of the images clean; you see one of the others, noised as much as it can be.`
        : 'It noises every image; you see one that is noised as much as it can be.',
      ...(typeof decoys === 'number'
        ? [`In ${percent(decoys)} of them there is the same noise where no target is.`]
        : []),
    ].join(' ')
  })
  return box
}

const percent = (share: number): string => `${Math.round(100 * share)} %`
