import { effect } from '@preact/signals-core'
import { wordsOf } from '@spad/core'
import { button } from '../controls/controls.js'
import { h } from '../dom.js'
import type { Session } from '../session/session.js'
import { measures } from './measures.js'
import { type LabelFormat, saveLabels } from './save-labels.js'
import type { VolumeState } from './volume-state.js'

/** How much was found, and the labels to take along. */
export function foundPanel({ notice }: Session, state: VolumeState): HTMLElement {
  const save = (format: LabelFormat, label: string): HTMLButtonElement =>
    button(label, () =>
      saveLabels(state, format).catch((error: unknown) => {
        notice.value = { kind: 'error', text: wordsOf(error) }
      }),
    )
  const seg = save('dicom-seg', 'DICOM-SEG')
  effect(() => {
    const dicom = state.answer.value?.of.format === 'dicom'
    seg.disabled = !dicom
    seg.title = dicom ? '' : 'It refers to the DICOM images that it was made of'
  })
  return h(
    'section',
    { class: 'card', 'aria-labelledby': 'found-title' },
    h('h2', { id: 'found-title' }, 'Found'),
    measures(state),
    h('div', { class: 'row' }, save('nifti', 'NIfTI'), save('nrrd', 'NRRD'), seg),
    h(
      'p',
      { class: 'hint' },
      'DICOM-SEG carries the patient’s fields of its images, as the standard asks. NIfTI and NRRD carry none.',
    ),
  )
}
