import { type Dataset, type Model, type Raster, segment, type Summary } from '@spad/core'
import { colorMap } from '../images/color-map.js'
import { encodePng } from '../images/encode-png.js'
import { forPeople } from '../images/for-people.js'
import { overlay } from '../images/overlay.js'
import type { AnswerOptions } from '../segmenting/evaluate-model.js'
import { fitRaster, sampleLabels } from './paint.js'

/** A case as a report shows it. */
export interface CasePictures {
  readonly name: string
  /** Why it is shown: `best`, `median`, `worst`. */
  readonly rank: string
  readonly dice: number
  readonly panels: readonly { readonly caption: string; readonly png: Uint8Array }[]
}

/** The cases with the best, the median and the worst mean Dice; fewer if there are fewer. */
export function notableCases({ cases }: Summary): { name: string; rank: string; dice: number }[] {
  const scored = cases
    .flatMap(({ name, mean }) => (mean.dice === null ? [] : [{ name, dice: mean.dice }]))
    .sort((a, b) => b.dice - a.dice)
  const places = [
    ['best', 0],
    ...(scored.length > 2 ? ([['median', Math.floor(scored.length / 2)]] as const) : []),
    ['worst', scored.length - 1],
  ] as const
  const chosen = new Map<string, { name: string; rank: string; dice: number }>()
  for (const [rank, place] of places) {
    const found = scored[place]
    if (found && !chosen.has(found.name)) chosen.set(found.name, { ...found, rank })
  }
  return [...chosen.values()]
}

/** Draws image, truth, prediction and uncertainty of the notable cases. */
export async function drawCases(
  model: Model,
  data: Dataset,
  summary: Summary,
  options: AnswerOptions,
): Promise<CasePictures[]> {
  const drawn: CasePictures[] = []
  for (const notable of notableCases(summary)) {
    const sample = await data.read(data.names.indexOf(notable.name))
    const { labels, uncertainty } = await segment(model, sample.image, options)
    const image = forPeople(fitRaster(sample.image, 420))
    const { height, width } = image
    const over = (map: typeof labels): Raster =>
      overlay(image, sampleLabels(map, height, width), model.classes)
    const panels = [
      { caption: 'Image', picture: image },
      { caption: 'Truth', picture: over(sample.labels) },
      { caption: 'Prediction', picture: over(labels) },
      { caption: 'Uncertainty', picture: colorMap(fitRaster(uncertainty, 420)) },
    ]
    drawn.push({
      ...notable,
      panels: await Promise.all(
        panels.map(async ({ caption, picture }) => ({ caption, png: await encodePng(picture) })),
      ),
    })
  }
  return drawn
}
