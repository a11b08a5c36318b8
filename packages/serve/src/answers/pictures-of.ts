import { fail, type Model, type Raster, type Segmentation, type Together } from '@spad/core'
import { encodeLabelMap, encodePng, overlay, pickChannel } from '@spad/node'
import type { MadeFile, Output } from '../children/messages.js'

/** The PNGs that were asked for, each once. */
export async function picturesOf(
  { classes }: Model,
  image: Raster,
  made: Together,
  outputs: readonly Output[],
): Promise<MadeFile[]> {
  const full = (): Segmentation =>
    'probabilities' in made ? made : fail('serve', 'the probabilities were not made.')
  const makers: Record<Output, () => Promise<MadeFile[]>> = {
    labels: async () => [png('labels', await encodeLabelMap(made.labels, classes))],
    uncertainty: async () => [png('uncertainty', await encodePng(full().uncertainty))],
    overlay: async () => [png('overlay', await encodePng(overlay(image, made.labels, classes)))],
    probabilities: () => {
      const { probabilities } = full()
      const foreground = classes.map((_, index) => index).slice(1)
      return Promise.all(
        foreground.map(async (index) => {
          const name = foreground.length > 1 ? `probability_${index}` : 'probability'
          return png(name, await encodePng(pickChannel(probabilities, index)))
        }),
      )
    },
  }
  return (await Promise.all([...new Set(outputs)].map((output) => makers[output]()))).flat()
}

function png(name: string, bytes: Uint8Array): MadeFile {
  return { name: `${name}.png`, type: 'image/png', bytes }
}
