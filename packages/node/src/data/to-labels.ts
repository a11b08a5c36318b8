import { fail, IGNORED, type LabelClass, type LabelMap, mapInto } from '@spad/core'
import { distinctValues, type Mask, MOST_VALUE } from './read-mask.js'

/**
 * A mask's values as classes; the ignored value becomes {@link IGNORED}.
 *
 * @throws SpadError if it holds a value that is no class's.
 */
export function toLabels(
  file: string,
  mask: Mask,
  classes: readonly LabelClass[],
  ignore?: number,
): LabelMap {
  const index = new Int16Array(MOST_VALUE + 1).fill(-1)
  classes.forEach(({ value }, i) => (index[value] = i))
  if (ignore !== undefined) index[ignore] = IGNORED
  const unknown = distinctValues(mask).filter((value) => index[value]! < 0)
  if (unknown.length > 0) unknownValues(file, unknown, classes)
  const { height, width } = mask
  return {
    data: mapInto(new Uint8Array(mask.data.length), mask.data, (value) => index[value]!),
    height,
    width,
  }
}

function unknownValues(file: string, list: number[], classes: readonly LabelClass[]): never {
  const values = list.slice(0, 10).join(', ') + (list.length > 10 ? ', …' : '')
  const known = classes.map(({ name, value }) => `${value} (${name})`).join(', ')
  return fail(
    'node',
    `\`${file}\` holds the value${list.length > 1 ? 's' : ''} ${values}: the labels know only ` +
      `${known}. Name them under \`labels\` in dataset.json, or mend the mask.`,
  )
}
