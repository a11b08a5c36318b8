import type { Samples, Source } from '../src/index.js'
import { blotches } from './blotches.js'

/** The same blotches in all that can hold an image. */
export const sources: Readonly<Record<string, () => Promise<Source>>> = {
  ImageData: () => Promise.resolve(imageData()),
  ImageBitmap: () => createImageBitmap(imageData()),
  'a canvas': () => Promise.resolve(canvas()),
  'an OffscreenCanvas': () => Promise.resolve(offscreen()),
  'a PNG file': () => offscreen().convertToBlob(),
  'an <img>': async () => {
    const image = new Image()
    image.src = URL.createObjectURL(await offscreen().convertToBlob())
    return image
  },
  bytes: () => Promise.resolve(samples((red) => Uint8Array.from(red))),
  floats: () => Promise.resolve(samples((red) => Float32Array.from(red, (value) => value / 255))),
}

export function imageData(): ImageData {
  const { data, height, width } = blotches()
  return new ImageData(data, width, height)
}

function canvas(): HTMLCanvasElement {
  const image = imageData()
  const made = document.createElement('canvas')
  made.width = image.width
  made.height = image.height
  made.getContext('2d')?.putImageData(image, 0, 0)
  return made
}

function offscreen(): OffscreenCanvas {
  const image = imageData()
  const made = new OffscreenCanvas(image.width, image.height)
  made.getContext('2d')?.putImageData(image, 0, 0)
  return made
}

function samples(numbers: (red: number[]) => Samples['data']): Samples {
  const { data, height, width } = imageData()
  const red = Array.from({ length: height * width }, (_, i) => data[4 * i]!)
  return { data: numbers(red), height, width, channels: 1 }
}
