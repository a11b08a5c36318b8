import { Niivue, NVImage, SLICE_TYPE } from '@niivue/niivue'
import { createSegmenter } from '@spad/web'
import { find, showChosen } from '../vite/page.js'
import { wasmPaths } from '../vite/wasm-paths.js'
import { brightness, colorsOf, type Slice, upsideDown } from './volumes.js'

const [output, canvas] = [find('output'), find('canvas')]
const viewer = new Niivue({ crosshairWidth: 0, isOrientationTextVisible: false })
await viewer.attachToCanvas(canvas)
viewer.setSliceType(SLICE_TYPE.AXIAL)
const segmenter = await createSegmenter({ model: '/models/lungs/', wasmPaths })
showChosen(show)

/** Shows an image, and its mask over it. */
async function show(file: File): Promise<void> {
  const image = await createImageBitmap(file)
  const { labels } = await segmenter.segment(image, { color: 'luma' })
  const picture = await asVolume('picture', brightness(image))
  const mask = await asVolume('mask', labels)
  mask.setColormapLabel(colorsOf(segmenter.metadata.classes))
  mask.opacity = 0.5
  for (const volume of [...viewer.volumes]) viewer.removeVolume(volume)
  viewer.addVolume(picture)
  viewer.addVolume(mask)
  output.value = `${viewer.volumes.length} volumes`
}

/** A volume of one slice of bytes; niivue reads NIfTI, so it is given one. */
function asVolume(name: string, slice: Slice): Promise<NVImage> {
  const { data, width, height } = upsideDown(slice)
  const nifti = NVImage.createNiftiArray([width, height, 1], [1, 1, 1], undefined, undefined, data)
  const url = `${name}.nii`
  return NVImage.loadFromUrl({ url, name: url, buffer: nifti.slice().buffer })
}
