import { resolve } from 'node:path'
import { SpadError } from '@spad/core'
import { decodePicture } from './decode-picture.js'
import { listCases } from './list-cases.js'
import { collectProblems } from './problems.js'

/**
 * Runs work on a data set; where it stops at the first file that is off, all files are decoded, so that
 * all such are told together.
 *
 * @throws SpadError of all files that cannot be decoded, else what the work threw.
 */
export async function withAllProblems<T>(dir: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof SpadError)) throw error
    const { files } = await listCases(resolve(dir))
    const pictures = files.flatMap(({ image, mask }) => [
      { file: image, use: 'image' as const },
      { file: mask, use: 'mask' as const },
    ])
    await collectProblems(dir, pictures, async ({ file, use }) => {
      await decodePicture(file, use)
    })
    throw error
  }
}
