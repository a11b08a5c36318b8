import { effect } from '@preact/signals-core'
import { downloadFiles, toImageData } from '@spad/web'
import { button } from '../controls/controls.js'
import { icon } from '../controls/icons.js'
import { h } from '../dom.js'
import type { Look } from '../look.js'
import type { Session } from '../session/session.js'

/** Taking the mask, the picture with it, or the model along. */
export function savePanel(session: Session, look: Look): HTMLElement {
  const buttons = [
    button('Mask', () => saveMask(session), {
      'aria-label': 'Download the mask as a PNG of labels',
    }),
    button('Overlay', () => saveOverlay(session, look), {
      'aria-label': 'Download the picture with the mask over it',
    }),
    button('Model', () => saveModel(session), { 'aria-label': 'Download the model’s files' }),
  ]
  for (const each of buttons) each.prepend(icon('download'))
  effect(() => {
    for (const each of buttons) each.disabled = !session.shown.value
  })
  return h(
    'section',
    { class: 'card', 'aria-labelledby': 'save-title' },
    h('h2', { id: 'save-title' }, 'Download'),
    h('div', { class: 'row' }, ...buttons),
    h('p', { class: 'hint' }, 'The mask is a grey PNG: each pixel holds the value of its class.'),
  )
}

async function saveMask(session: Session): Promise<void> {
  const [labels, shown] = [session.labels(), session.shown.value]
  if (!labels || !shown) return
  const pixels = new ImageData(labels.width, labels.height)
  labels.data.forEach((label, pixel) => {
    const value = shown.model.classes[label]?.value ?? label
    pixels.data.set([value, value, value, 255], 4 * pixel)
  })
  const canvas = new OffscreenCanvas(labels.width, labels.height)
  canvas.getContext('2d')?.putImageData(pixels, 0, 0)
  download(await canvas.convertToBlob(), `${shown.picture.name}-mask.png`)
}

async function saveOverlay(session: Session, { opacity }: Look): Promise<void> {
  const [labels, shown] = [session.labels(), session.shown.value]
  if (!labels || !shown) return
  const { pixels, name } = shown.picture
  const canvas = new OffscreenCanvas(pixels.width, pixels.height)
  const context = canvas.getContext('2d')
  context?.putImageData(pixels, 0, 0)
  const { classes } = shown.model
  const overlay = toImageData({ labels }, classes, { opacity: opacity.value })
  context?.drawImage(await createImageBitmap(overlay), 0, 0)
  download(await canvas.convertToBlob(), `${name}-overlay.png`)
}

async function saveModel({ loaded }: Session): Promise<void> {
  if (loaded.value) downloadFiles(await loaded.value.segmenter.save())
}

function download(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  h('a', { href: url, download: name }).click()
  URL.revokeObjectURL(url)
}
