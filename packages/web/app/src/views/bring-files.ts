import { h } from '../dom.js'
import { icon } from '../controls/icons.js'
import { areOfScan, droppedFiles } from '../volume/dropped-files.js'

/** What is done with files that a visitor brings. */
export interface Taking {
  readonly picture: (file: File) => Promise<void>
  readonly scan: (files: readonly File[]) => Promise<void>
}

/** Takes files that are dropped anywhere on the page, or pasted. */
export function takeFiles(taking: Taking): void {
  addEventListener('dragover', (event) => {
    event.preventDefault()
    document.body.classList.add('dropping')
  })
  addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) document.body.classList.remove('dropping')
  })
  addEventListener('drop', (event) => {
    event.preventDefault()
    document.body.classList.remove('dropping')
    if (event.dataTransfer)
      void droppedFiles(event.dataTransfer).then((files) => take(taking, files))
  })
  addEventListener('paste', (event) => void take(taking, [...(event.clipboardData?.files ?? [])]))
}

/** The place in the film where files are chosen. */
export function ownFiles(taking: Taking): HTMLElement {
  const input = h('input', {
    ...{ type: 'file', id: 'file', multiple: true, class: 'visually-hidden' },
    onchange: () => {
      void take(taking, [...(input.files ?? [])])
      input.value = ''
    },
  })
  const label = h(
    'label',
    { for: 'file', class: 'own-image' },
    icon('image'),
    h(
      'span',
      {},
      h('strong', {}, 'Your image or scan'),
      h('small', {}, 'Drop, paste or choose: PNG, JPEG, DICOM, NIfTI, NRRD'),
    ),
  )
  return h('div', { class: 'own' }, input, label)
}

async function take({ picture, scan }: Taking, files: readonly File[]): Promise<void> {
  const [first] = files
  if (areOfScan(files)) await scan(files)
  else if (first) await picture(first)
}
