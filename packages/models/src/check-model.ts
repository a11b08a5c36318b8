import { checkNumber, fail, isObject, type NumberRule, refuseValue } from '@spad/core'
import type { ModelConfig } from './model-config.js'

const side: NumberRule = { min: 1, max: 2 ** 15, integer: true }
const share: NumberRule = { min: 0, max: 1 }
const byte: NumberRule = { min: 0, max: 255, integer: true }
const label: NumberRule = { min: 0, max: 65535, integer: true }

/** Of an image, in pixels. */
const MOST_AREA = 2 ** 26

/**
 * Looks at all of a model's config but its parts, which check themselves; it may come from a file that
 * anybody wrote.
 *
 * @throws SpadError that names the first thing that is not as it must be.
 */
export function checkModel(config: ModelConfig): void {
  const { preprocessing, postprocessing, ensemble, scales, classes, diffusion } = config
  const { height, width, channels } = preprocessing
  const normalization: string = preprocessing.normalization
  for (const [name, value] of Object.entries({ height, width, channels })) check(name, value, side)
  check('height × width', height * width, { max: MOST_AREA })
  if (normalization !== 'per-image')
    refuseValue(normalization, 'normalization', 'models', '"per-image"')
  if (classes.length < 2)
    fail(
      'models',
      `\`classes\` has length ${classes.length}: it needs the background and at least one more.`,
    )
  check('classes.length', classes.length, { max: 255 })
  classes.forEach(checkClass)
  if (new Set(classes.map(({ name }) => name)).size < classes.length)
    fail('models', 'two of the `classes` have one name: each needs its own.')
  if (diffusion) check('signalScale', diffusion.signalScale, { above: 0 })
  if (ensemble !== undefined) check('ensemble', ensemble, { min: 1, max: 64, integer: true })
  for (const scale of [scales ?? 1].flat()) check('scales', scale, { min: 0.25, max: 4 })
  if (postprocessing) checkAreas(postprocessing.minArea, classes.length)
  if (postprocessing?.preference) checkPreference(postprocessing.preference, classes.length)
  if (postprocessing?.objects) checkRules(postprocessing.objects, classes.length)
}

function checkClass(given: unknown, index: number): void {
  const { name, value, color } = (given ?? {}) as Record<string, unknown>
  // eslint-disable-next-line no-control-regex -- a terminal would obey them
  if (typeof name !== 'string' || !/^[^\0-\x1f\x7f-\x9f]{1,200}$/.test(name))
    refuseValue(name, `classes[${index}].name`, 'models', 'a text of 1 to 200 characters')
  const colors = Array.isArray(color) && color.length === 3 ? (color as unknown[]) : [color]
  check(`classes[${index}].value`, value, label)
  for (const part of colors) check(`classes[${index}].color`, part, byte)
}

function checkAreas(minArea: readonly number[], classes: number): void {
  for (const area of minArea) check('minArea', area, share)
  if (minArea.length !== classes)
    fail(
      'models',
      `\`minArea\` has length ${minArea.length} and \`classes\` ${classes}: they must be equal.`,
    )
}

function checkPreference(preference: unknown, classes: number): void {
  const sound = (factor: unknown): boolean => {
    const power = Math.log2(Number(factor))
    return Number.isInteger(power) && Math.abs(power) < 5
  }
  if (!Array.isArray(preference) || preference.length !== classes || !preference.every(sound))
    refuseValue(
      preference,
      'preference',
      'models',
      `a list of ${classes} powers of two, 1/16 to 16`,
    )
}

function checkRules(rules: unknown, classes: number): void {
  if (!Array.isArray(rules) || rules.length !== classes)
    return refuseValue(
      rules,
      'postprocessing.objects',
      'models',
      `a list of ${classes}, one for each class`,
    )
  for (const rule of rules as unknown[]) {
    if (!isObject(rule))
      return refuseValue(rule, 'postprocessing.objects', 'models', 'made of objects')
    for (const [name, value] of Object.entries(rule)) {
      const path = `postprocessing.objects.${name}`
      if (name === 'minSize') check(path, value, share)
      else if (name !== 'largest' && name !== 'fill')
        refuseValue(value, path, 'models', 'minSize, largest or fill')
      else if (typeof value !== 'boolean') refuseValue(value, path, 'models', 'true or false')
    }
  }
}

/** Two checks, since a rule with two ends says both. */
function check(name: string, value: unknown, { max = Infinity, ...rule }: NumberRule): void {
  checkNumber('models', name, value, rule)
  checkNumber('models', name, value, { max })
}
