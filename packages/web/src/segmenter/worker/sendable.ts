import { isImage, pixelsOfElement } from '../../sources/element-pixels.js'
import type { Source } from '../segmenter.js'

/** A source that can be sent to a worker, and what of it is handed over instead of copied. */
export async function sendable(source: Source): Promise<[Source, Transferable[]]> {
  if (typeof (source as unknown) !== 'object' || (source as unknown) === null) return [source, []]
  // an element stays in its page; its picture may go
  if (isImage(source)) return [(await pixelsOfElement(source)) as ImageData, []]
  if (!isCanvas(source)) return [source, []]
  const bitmap = await createImageBitmap(source)
  return [bitmap, [bitmap]]
}

/** Also one of another frame, which `instanceof` does not know. */
function isCanvas(source: Source): source is HTMLCanvasElement | OffscreenCanvas {
  return 'getContext' in source
}
