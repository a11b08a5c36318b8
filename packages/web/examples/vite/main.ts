import { createSegmenter, toImageData } from '@spad/web'
import { find, showChosen } from './page.js'
import { wasmPaths } from './wasm-paths.js'

const [output, canvas] = [find('output'), find('canvas')]
const segmenter = await createSegmenter({ model: '/models/lungs/', wasmPaths })
output.value = `${segmenter.backend.name} is ready`
showChosen(show)

/** Draws an image and its mask. */
async function show(file: File): Promise<void> {
  const image = await createImageBitmap(file)
  const { width, height } = image
  Object.assign(canvas, { width, height })
  const context = canvas.getContext('2d')
  context?.drawImage(image, 0, 0)
  const result = await segmenter.segment(image, {
    color: 'luma',
    steps: 4,
    onProgress: (done, of) => (output.value = `step ${done} of ${of}`),
  })
  const mask = toImageData(result, segmenter.metadata.classes, { opacity: 0.5 })
  context?.drawImage(await createImageBitmap(mask), 0, 0)
  output.value = `${result.timing.total.toFixed(0)} ms`
}
