import { effect } from '@preact/signals-core'
import { h } from '../dom.js'
import { knowsPhantomsOnly } from '../model-list.js'
import type { Session } from '../session/session.js'
import { phantomChoice } from './phantom-scan.js'
import type { VolumeState } from './volume-state.js'

/** What an answer to a scan is worth. */
export function volumeCaution({ model }: Session, { open }: VolumeState): HTMLElement {
  const text = h('p', { class: 'hint' })
  effect(() => {
    const own = open.value?.format !== phantomChoice.format
    text.textContent =
      own && knowsPhantomsOnly(model.value)
        ? 'The chosen model knows phantoms only: on this scan its mask means nothing. Start the page with a model of yours: npm run web -- --model DIR'
        : 'A demonstration, not a medical device: volumes and areas are as good as the mask.'
  })
  return text
}
