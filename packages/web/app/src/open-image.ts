import type { Picture } from './picture.js'

/** The longest side that the page takes, in pixels. */
const longestSide = 4096
/** The largest file that the page takes, in bytes. */
const largestFile = 40e6

/** What is wrong with a file, in words for a visitor. */
class UnfitImage extends Error {}

/**
 * Reads an image file; it stays in the page.
 *
 * @throws UnfitImage if it is no picture, too large or transparent.
 */
export async function openImage(file: File): Promise<Picture> {
  if (file.size === 0) throw new UnfitImage(`“${file.name}” is empty.`)
  if (file.size > largestFile)
    throw new UnfitImage(
      `“${file.name}” has ${megabytes(file.size)}: at most ${megabytes(largestFile)} fit. Export a smaller copy.`,
    )
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new UnfitImage(
      `“${file.name}” is not an image that this browser can read. Take a PNG or a JPEG; a DICOM or NIfTI file has to be exported first.`,
    )
  })
  try {
    const { width, height } = bitmap
    if (Math.max(width, height) > longestSide)
      throw new UnfitImage(
        `“${file.name}” has ${width} × ${height} pixels: at most ${longestSide} on a side fit. Export a smaller copy.`,
      )
    const pixels = pixelsOf(bitmap, file.name)
    return { name: file.name.replace(/\.[^.]*$/, ''), id: idOf(pixels), pixels }
  } finally {
    bitmap.close()
  }
}

/** The same for the same pixels, by FNV-1a. */
function idOf({ data, height, width }: ImageData): string {
  const sum = data.reduce((hash, value) => Math.imul(hash ^ value, 0x01000193), 0x811c9dc5)
  return `${width}x${height}-${(sum >>> 0).toString(16)}`
}

function pixelsOf(bitmap: ImageBitmap, name: string): ImageData {
  const { width, height } = bitmap
  const context = new OffscreenCanvas(width, height).getContext('2d')
  if (!context) throw new UnfitImage('This browser draws no 2D canvas.')
  context.drawImage(bitmap, 0, 0)
  const pixels = context.getImageData(0, 0, width, height)
  for (let i = 3; i < pixels.data.length; i += 4)
    if (pixels.data[i] !== 255)
      throw new UnfitImage(
        `“${name}” is transparent in places, so it is not clear what to see there. Save it with a background, or as a JPEG.`,
      )
  return pixels
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`
