import { checkNumber } from '../support/check.js'
import { fail } from '../support/errors.js'
import type { LabelMap } from '../contracts/sample.js'

/** Refuses a pair that cannot be compared: other sizes, or a class that there is not. */
export function checkPair(truth: LabelMap, prediction: LabelMap, classes: number): void {
  checkSizes('prediction', truth, prediction)
  checkLabels('truth', truth, classes)
  checkLabels('prediction', prediction, classes)
}

/** Refuses `other` unless it has the height and width of the truth. */
export function checkSizes(
  name: string,
  truth: { readonly height: number; readonly width: number },
  other: { readonly height: number; readonly width: number },
): void {
  if (truth.height === other.height && truth.width === other.width) return
  fail(
    'core',
    `\`${name}\` is ${other.height}×${other.width} (height×width) and \`truth\` is ` +
      `${truth.height}×${truth.width}: both must have one size. Resize the ${name}, not the truth.`,
  )
}

/** Refuses fewer than two classes. */
export function checkClasses(classes: number): void {
  checkNumber('core', 'classes', classes, { integer: true, min: 2 })
}

/** Refuses a map of the wrong length or with a label that is no class. */
export function checkLabels(
  name: string,
  { data, height, width }: LabelMap,
  classes: number,
): void {
  if (data.length !== height * width)
    fail(
      'core',
      `\`${name}.data\` has ${data.length} values: a ${height}×${width} map has ${height * width}.`,
    )
  checkHighest(name, data, classes)
}

/** Refuses a label that is no class. */
export function checkHighest(name: string, data: Uint8Array, classes: number): void {
  let highest = 0
  for (const label of data) if (label > highest) highest = label
  if (highest >= classes)
    fail(
      'core',
      `\`${name}\` holds class ${highest}: with \`classes\` = ${classes} the highest is ${classes - 1}. ` +
        'Map pixel values to class indices first.',
    )
}
