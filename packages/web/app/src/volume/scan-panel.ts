import { effect } from '@preact/signals-core'
import { button, visibleWhile } from '../controls/controls.js'
import { h } from '../dom.js'
import type { Session } from '../session/session.js'
import { phantomChoice } from './phantom-scan.js'
import { openChoice, openFiles } from './volume-actions.js'
import type { VolumeState } from './volume-state.js'

/** What a visitor sees who has brought nothing yet. */
export function opening(session: Session, state: VolumeState): HTMLElement {
  return h(
    'div',
    { class: 'opening' },
    h('h2', {}, 'Drop a scan here'),
    h(
      'p',
      {},
      'A folder with a DICOM series, or a NIfTI, NRRD or MetaImage file. It stays in this page.',
    ),
    h('div', { class: 'row' }, ...choosers(session, state)),
    choiceList(session, state),
  )
}

/** What scan is shown, and how. */
export function scanPanel(session: Session, state: VolumeState): HTMLElement {
  const text = h('p', { class: 'hint' })
  effect(() => {
    const open = state.open.value
    if (!open) return
    const { size, spacing } = open.scan.grid
    const { center, width } = state.window.value
    const round = (value: number): string => String(Number(value.toPrecision(4)))
    text.textContent =
      `${open.name} (${open.format}): ${size.join(' × ')} voxels of ${spacing.map(round).join(' × ')} mm. ` +
      `Window: centre ${round(center)}, width ${round(width)}${open.scan.unit ? ` ${open.scan.unit}` : ''}.`
  })
  return h(
    'section',
    { class: 'card', 'aria-labelledby': 'scan-title' },
    h('h2', { id: 'scan-title' }, 'Scan'),
    text,
    choiceList(session, state),
    h('div', { class: 'row' }, ...choosers(session, state)),
  )
}

function choosers(session: Session, state: VolumeState): HTMLElement[] {
  const chosen = (folder: boolean): HTMLInputElement => {
    const input = h('input', {
      ...{ type: 'file', multiple: true, class: 'visually-hidden', tabindex: -1 },
      webkitdirectory: folder,
      'aria-label': folder ? 'A folder with a scan' : 'Files of a scan',
      onchange: () => {
        void openFiles(session, state, [...(input.files ?? [])])
        input.value = ''
      },
    })
    return input
  }
  const [some, folder] = [chosen(false), chosen(true)]
  const opens = (label: string, input: HTMLInputElement): HTMLButtonElement =>
    button(label, () => {
      input.click()
    })
  return [
    ...[some, folder, opens('Files', some), opens('Folder', folder)],
    button('Phantom', () => openChoice(session, state, phantomChoice)),
  ]
}

/** The series of a folder that holds several. */
function choiceList(session: Session, state: VolumeState): HTMLElement {
  const list = h('ul', { class: 'choices', 'aria-label': 'Scans that were found' })
  effect(() => {
    list.replaceChildren(
      ...state.choices.value.map((choice) =>
        h(
          'li',
          {},
          button(choice.name, () => openChoice(session, state, choice)),
        ),
      ),
    )
  })
  return visibleWhile(list, () => state.choices.value.length > 1)
}
