import { fail } from '@spad/core'
import { inspectImage } from './image-file.js'
import type { CaseFiles } from './case-files.js'
import { collectProblems, few } from './problems.js'
import { isColouredFile } from './read-image.js'

/**
 * 3 if the images are in colour, 1 if they are grey (stored so, or as equal red, green and blue).
 *
 * @throws SpadError if some are stored grey and others are in colour.
 */
export async function findChannels(dir: string, files: readonly CaseFiles[]): Promise<1 | 3> {
  const images = files.map(({ image }) => image)
  const headers = await collectProblems(dir, images, (file) => inspectImage(file))
  const grey = images.filter((_, i) => headers[i]?.grey)
  const stored = images.filter((_, i) => headers[i]?.grey === false)
  if (grey.length === 0) return (await anyColoured(stored)) ? 3 : 1
  const coloured = await collectProblems(dir, stored, isColouredFile)
  const colour = stored.filter((_, i) => coloured[i])
  if (colour.length > 0) mixed(grey, colour)
  return 1
}

async function anyColoured(files: readonly string[]): Promise<boolean> {
  for (const file of files) if (await isColouredFile(file)) return true
  return false
}

function mixed(grey: readonly string[], colour: readonly string[]): never {
  return colour.length <= grey.length
    ? fail(
        'node',
        `${few(colour)} ${colour.length > 1 ? 'are' : 'is'} in colour, ${grey.length} other ` +
          'images are grey: a data set is one or the other. Convert to grey, or remove.',
      )
    : fail(
        'node',
        `${few(grey)} ${grey.length > 1 ? 'are' : 'is'} grey, ${colour.length} other images are ` +
          'in colour: a data set is one or the other. Give them in colour, or remove them.',
      )
}
