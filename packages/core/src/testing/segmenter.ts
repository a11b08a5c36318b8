import type { Segmenter } from '../contracts/segmenter.js'
import type { Raster } from '../contracts/sample.js'
import type { Segmentation } from '../contracts/segmentation.js'
import { createRandom } from '../support/random.js'
import { check, checkJson, checkSame, type Test, thrownBy } from './check.js'

/** Neither square, nor of any network's size. */
const SIZE = { height: 37, width: 52 }

/**
 * The contract of a {@link Segmenter}, one test per rule; each makes one of its own and ends it.
 *
 * @param test `test` of your test runner.
 * @param name What the tests are called.
 * @param make Returns a segmenter, which the suite disposes.
 */
export function testSegmenter(test: Test, name: string, make: () => Promise<Segmenter>): void {
  const using = async (use: (segmenter: Segmenter) => Promise<void>): Promise<void> => {
    const segmenter = await make()
    try {
      await use(segmenter)
    } finally {
      await segmenter.dispose()
    }
  }

  test(`${name}: says what its model is`, () =>
    using(({ metadata }) => {
      const { classes, preprocessing, refines } = metadata
      checkJson({ classes, preprocessing, refines }, 'metadata')
      check(classes.length >= 2, `it has ${classes.length} classes: background and one at least`)
      check(typeof refines === 'boolean', '`refines` must be true or false')
      return Promise.resolve()
    }))

  test(`${name}: answers at the image's size, and leaves the image alone`, () =>
    using(async (segmenter) => {
      const image = drawn(segmenter)
      const before = image.data.slice()
      checkAnswer(await segmenter.segment(image), segmenter.metadata.classes.length)
      check(
        image.data.length === before.length && image.data.every((value, i) => value === before[i]),
        'the image was changed, or taken away',
      )
    }))

  test(`${name}: the same image has the same answer, alone or in a queue`, () =>
    using(async (segmenter) => {
      const image = drawn(segmenter)
      const alone = await segmenter.segment(image)
      const [one, two] = await Promise.all([segmenter.segment(image), segmenter.segment(image)])
      for (const other of [one, two])
        checkSame(
          Array.from(other.probabilities.data),
          Array.from(alone.probabilities.data),
          'another answer',
        )
    }))

  test(`${name}: refuses what does not suit its model, and answers again`, () =>
    using(async (segmenter) => {
      const image = drawn(segmenter)
      const { channels } = image
      const wrong = {
        ...SIZE,
        channels: channels + 1,
        data: new Float32Array(37 * 52 * (channels + 1)),
      }
      const refused = await thrownBy(() => segmenter.segment(wrong), 'an image of more channels')
      check(String(refused).includes('channels'), `it is refused by "${String(refused)}"`)
      await thrownBy(() => segmenter.segment(image, { ensemble: 0 }), 'no answer at all')
      await segmenter.segment(image)
    }))

  test(`${name}: ends with the reason of a signal`, () =>
    using(async (segmenter) => {
      const { signal, reason } = aborted()
      const thrown = await thrownBy(() => segmenter.segment(drawn(segmenter), { signal }), 'it')
      check(thrown === reason, `it ended with "${String(thrown)}": it must be the signal's reason`)
    }))

  test(`${name}: answers nothing once it was disposed, which it may be twice`, async () => {
    const segmenter = await make()
    const image = drawn(segmenter)
    await segmenter.dispose()
    await segmenter.dispose()
    const thrown = await thrownBy(() => segmenter.segment(image), 'a segmenter that was disposed')
    check(String(thrown).includes('disposed'), `it says "${String(thrown)}": it must say why`)
  })
}

function drawn({ metadata }: Segmenter): Raster {
  const { channels } = metadata.preprocessing
  const random = createRandom(3)
  const length = SIZE.height * SIZE.width * channels
  return { ...SIZE, channels, data: Float32Array.from({ length }, () => random.uniform()) }
}

function checkAnswer({ labels, probabilities, uncertainty }: Segmentation, classes: number): void {
  const pixels = SIZE.height * SIZE.width
  for (const [what, { height, width }] of Object.entries({ labels, probabilities, uncertainty }))
    checkSame({ height, width }, SIZE, `the size of ${what}`)
  checkSame(labels.data.length, pixels, 'the number of labels')
  check(
    labels.data.every((label) => label < classes),
    'a label is beyond the classes',
  )
  checkSame(probabilities.channels, classes, 'the channels of probabilities')
  for (let pixel = 0; pixel < pixels; pixel++) {
    const at = probabilities.data.subarray(pixel * classes, (pixel + 1) * classes)
    const sum = at.reduce((total, value) => total + value, 0)
    check(Math.abs(sum - 1) < 1e-3, `the probabilities of pixel ${pixel} sum to ${sum}`)
  }
  check(
    uncertainty.data.every((value) => value >= 0 && value <= 1),
    'an uncertainty is not from 0 to 1',
  )
}

function aborted(): { signal: AbortSignal; reason: Error } {
  const reason = new Error('enough')
  return { signal: AbortSignal.abort(reason), reason }
}
