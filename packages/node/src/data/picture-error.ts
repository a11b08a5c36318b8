import { open, stat } from 'node:fs/promises'
import { fail, SpadError } from '@spad/core'
import { PictureFault } from '@spad/formats'
import { explained } from '../files/explain-io.js'
import { statFile } from '../files/stat-file.js'

/** What a picture is read for: what helps an image can spoil a mask. */
export type PictureUse = 'image' | 'mask'

/** How a picture of that use is best saved anew. */
export function saveAdvice(use: PictureUse): string {
  return use === 'mask'
    ? 'Save the mask as an 8-bit PNG with one value for each class.'
    : 'Save it as a PNG of 8 or 16 bits.'
}

/**
 * Says why a picture could not be decoded: it is not there, no picture, of a kind not read, or damaged.
 *
 * @param given The content, where there is no file of that name.
 */
export async function undecodable(
  file: string,
  use: PictureUse,
  cause: unknown,
  given?: Uint8Array,
): Promise<never> {
  if (cause instanceof SpadError && !(cause instanceof PictureFault)) throw cause
  const size = given ? given.length : await sizeOf(file, cause)
  if (size === 0) fail('node', `\`${file}\` is empty: 0 bytes. Copy it again.`, cause)
  if (!beginsLikePicture(given ?? (await readHead(file, 4))))
    fail(
      'node',
      `\`${file}\` is no picture that can be read: its content is neither PNG, JPEG nor TIFF, ` +
        'whatever its name says. Convert it or remove it.',
      cause,
    )
  const reason = cause instanceof PictureFault ? cause.reason : firstLine(cause)
  if (cause instanceof PictureFault && cause.kind === 'unsupported')
    fail('node', `\`${file}\` is not read: ${reason}. ${saveAdvice(use)}`, cause)
  return fail(
    'node',
    `\`${file}\` cannot be decoded (${reason}): it is truncated or damaged. ` +
      'Copy it again from its source.',
    cause,
  )
}

async function sizeOf(file: string, cause: unknown): Promise<number> {
  const found = await stat(file).catch(() => undefined)
  if (!found) return fail('node', `\`${file}\` does not exist. Check the path.`, cause)
  if (!found.isFile()) fail('node', `\`${file}\` is not a file. Give the picture itself.`, cause)
  return found.size
}

function firstLine(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause)
  return text.trim().split('\n')[0] ?? 'no reason given'
}

/** The first bytes of a PNG, a JPEG and a TIFF of either byte order and size, in hexadecimal. */
const signatures = ['89504e47', 'ffd8ff', '49492a00', '4d4d002a', '49492b00', '4d4d002b']

function beginsLikePicture(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 4)).toString('hex')
  return signatures.some((signature) => start.startsWith(signature))
}

/**
 * The first bytes of a file.
 *
 * @throws SpadError if it is no file, or cannot be read.
 */
export async function readHead(path: string, length: number): Promise<Buffer> {
  return await explained(path, 'read', async () => {
    await statFile(path)
    const file = await open(path)
    try {
      const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(length) })
      return buffer.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  })
}
