import { NVImage } from '@niivue/niivue'
import type { Segmenter } from '@spad/web'
import type { Opened } from './opened.js'

/** A picture as a volume of one slice, and its mask. */
export async function openPicture(segmenter: Segmenter, file: File): Promise<Opened> {
  const image = await createImageBitmap(file)
  const { labels } = await segmenter.segment(image, { color: 'luma' })
  return {
    volume: await asVolume('picture', brightness(image)),
    mask: await asVolume('mask', labels),
    axis: 'axial',
  }
}

/** One value a pixel, row by row. */
interface Slice {
  readonly data: Uint8Array
  readonly width: number
  readonly height: number
}

/** The brightness of an image (ITU-R BT.601). */
function brightness(image: ImageBitmap): Slice {
  const { width, height } = image
  const context = new OffscreenCanvas(width, height).getContext('2d')
  if (!context) throw new Error('This browser draws no 2D canvas.')
  context.drawImage(image, 0, 0)
  const { data: rgba } = context.getImageData(0, 0, width, height)
  const data = Uint8Array.from({ length: width * height }, (_, i) => {
    const [red = 0, green = 0, blue = 0] = rgba.subarray(4 * i, 4 * i + 3)
    return 0.299 * red + 0.587 * green + 0.114 * blue
  })
  return { data, width, height }
}

/** The lowest row first, as niivue has them. */
function upsideDown({ data, width, height }: Slice): Slice {
  const turned = new Uint8Array(data.length)
  for (let row = 0; row < height; row++)
    turned.set(data.subarray(row * width, (row + 1) * width), (height - 1 - row) * width)
  return { data: turned, width, height }
}

/** A volume of one slice of bytes; niivue reads NIfTI, so it is given one. */
function asVolume(name: string, slice: Slice): Promise<NVImage> {
  const { data, width, height } = upsideDown(slice)
  const nifti = NVImage.createNiftiArray([width, height, 1], [1, 1, 1], undefined, undefined, data)
  const url = `${name}.nii`
  return NVImage.loadFromUrl({ url, name: url, buffer: nifti.slice().buffer })
}
