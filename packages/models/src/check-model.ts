import { checkNumber, fail } from '@spad/core'
import type { ModelConfig } from './model-config.js'

/** A side of an image, in pixels, and all of it together: 64 megapixels. */
const MOST_PIXELS = { side: 2 ** 15, area: 2 ** 26 } as const

const whole = { min: 1, integer: true } as const
const byte = { min: 0, max: 255, integer: true } as const

/**
 * Looks at all of a model's config but its parts, which check themselves; it may come from a file that
 * anybody wrote.
 *
 * @throws SpadError that names the first thing that is not as it must be.
 */
export function checkModel(config: ModelConfig): void {
  const { preprocessing, postprocessing, classes, diffusion } = config
  checkPreprocessing(preprocessing)
  if (classes.length < 2)
    fail(
      'models',
      `\`classes\` has ${classes.length} entries: it needs the background and at least one more.`,
    )
  if (classes.length > 256)
    fail('models', `\`classes\` has ${classes.length} entries: there may be 256 at the most.`)
  const names = new Set<string>()
  for (const [i, one] of classes.entries()) checkClass(`classes[${i}]`, one, names)
  if (diffusion) checkNumber('models', 'signalScale', diffusion.signalScale, { above: 0 })
  if (postprocessing) checkAreas(postprocessing.minArea, classes.length)
}

function checkPreprocessing(preprocessing: ModelConfig['preprocessing']): void {
  const { height, width, normalization } = preprocessing
  const most = { height: MOST_PIXELS.side, width: MOST_PIXELS.side, channels: 256 }
  for (const name of ['height', 'width', 'channels'] as const)
    checkNumber('models', name, checkNumber('models', name, preprocessing[name], whole), {
      max: most[name],
    })
  if (height * width > MOST_PIXELS.area)
    fail('models', `${height} × ${width} pixels are more than ${MOST_PIXELS.area}: take fewer.`)
  if ((normalization as string) !== 'per-image')
    fail(
      'models',
      `\`normalization\` is ${JSON.stringify(normalization)}: this release knows "per-image" alone.`,
    )
}

function checkClass(where: string, given: unknown, names: Set<string>): void {
  const { name, value, color } = (given ?? {}) as Partial<ModelConfig['classes'][number]>
  // eslint-disable-next-line no-control-regex -- a terminal would obey them
  if (typeof name !== 'string' || !/^[^\0-\x1f\x7f-\x9f]{1,200}$/u.test(name))
    return fail(
      'models',
      `\`${where}.name\` is ${JSON.stringify(name)}: it must be a text of 1 to 200 characters.`,
    )
  if (names.has(name))
    fail('models', `\`${where}.name\` is ${name}, as another class's: it must differ.`)
  names.add(name)
  checkNumber('models', `${where}.value`, value, byte)
  const parts: unknown = color
  if (!Array.isArray(parts) || parts.length !== 3)
    return fail('models', `\`${where}.color\` must be red, green and blue, each from 0 to 255.`)
  for (const part of parts) checkNumber('models', `${where}.color`, part, byte)
}

function checkAreas(minArea: unknown, classes: number): void {
  if (!Array.isArray(minArea) || minArea.length !== classes)
    return fail(
      'models',
      `\`minArea\` has ${Array.isArray(minArea) ? minArea.length : 'no'} entries and \`classes\` ` +
        `${classes}: they must be equal.`,
    )
  for (const area of minArea) checkNumber('models', 'minArea', area, { min: 0, max: 1 })
}
