import type { Augment } from '../augment/augment.js'
import { createRandom } from '../support/random.js'
import type { Sample } from '../contracts/sample.js'
import { check, checkSame, type Test } from './check.js'

export interface AugmentTestOptions {
  /** Channels of the test images. @default 1 and 3 */
  readonly channels?: readonly number[]
}

/** Seeds that are tried, since an augmentation may leave a sample alone. */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8]

/**
 * The contract of an {@link Augment}, one test per rule.
 *
 * @param test `test` of your test runner.
 * @param name What the tests are called.
 * @param make Returns the augmentation, or a promise of it.
 */
export function testAugment(
  test: Test,
  name: string,
  make: () => Augment | Promise<Augment>,
  { channels = [1, 3] }: AugmentTestOptions = {},
): void {
  const each = async (
    use: (augment: Augment, sample: Sample, seed: number) => void,
  ): Promise<void> => {
    const augment = await make()
    for (const count of channels)
      for (const seed of SEEDS) use(augment, makeSample(count, seed), seed)
  }

  test(`${name}: the same size, values from 0 to 1`, async () => {
    await each((augment, sample, seed) => {
      const { image, labels } = augment(sample, createRandom(seed))
      const { height, width } = sample.image
      checkSame(
        [image.height, image.width, image.channels, image.data.length],
        [height, width, sample.image.channels, sample.image.data.length],
        'the size of the image',
      )
      checkSame([labels.height, labels.width], [height, width], 'the size of the labels')
      checkSame(labels.data.length, height * width, 'the number of labels')
      const worst = image.data.find((value) => !(value >= 0 && value <= 1))
      check(worst === undefined, `the image holds ${worst}: its values must stay from 0 to 1`)
    })
  })

  test(`${name}: no class appears that was not there`, async () => {
    await each((augment, sample, seed) => {
      const known = new Set(sample.labels.data)
      const strange = augment(sample, createRandom(seed)).labels.data.find((k) => !known.has(k))
      check(strange === undefined, `label ${strange} appears: it was not in the sample`)
    })
  })

  test(`${name}: labels stay with the image`, async () => {
    await each((augment, sample, seed) => {
      const { image, labels } = augment(sample, createRandom(seed))
      const [inside, outside] = [1, 0].map((k) => meanOf(image, labels, k))
      check(
        inside === undefined || outside === undefined || inside > outside,
        `the bright object of the test image has a mean of ${inside} under its labels and ` +
          `${outside} elsewhere: image and labels must move together`,
      )
    })
  })

  test(`${name}: every reader's mask moves with it`, async () => {
    await each((augment, sample, seed) => {
      const { labels, readers } = augment(
        { ...sample, readers: [sample.labels] },
        createRandom(seed),
      )
      checkSame(readers?.length, 1, 'the number of readers')
      checkSame([...(readers?.[0]?.data ?? [])], [...labels.data], "the reader's mask")
    })
  })

  test(`${name}: leaves the sample alone, and the same seed gives the same`, async () => {
    await each((augment, sample, seed) => {
      const [image, labels] = [sample.image.data.slice(), sample.labels.data.slice()]
      const [one, two] = [0, 1].map(() => augment(sample, createRandom(seed)))
      checkSame([...sample.image.data], [...image], "the sample's image, afterwards,")
      checkSame([...sample.labels.data], [...labels], "the sample's labels, afterwards,")
      checkSame([...(two?.image.data ?? [])], [...(one?.image.data ?? [])], 'a second image')
      checkSame([...(two?.labels.data ?? [])], [...(one?.labels.data ?? [])], 'a second mask')
    })
  })
}

/** A bright square on a dark ground. */
function makeSample(channels: number, seed: number): Sample {
  const [height, width] = [24, 32]
  const random = createRandom(seed).fork('image')
  const labels = new Uint8Array(height * width)
  for (let y = 6; y < 18; y++) labels.fill(1, y * width + 8, y * width + 24)
  const data = new Float32Array(height * width * channels)
  for (let i = 0; i < data.length; i++)
    data[i] = (labels[Math.floor(i / channels)] === 1 ? 0.7 : 0.2) + 0.1 * random.uniform()
  return {
    name: 'square',
    image: { data, height, width, channels },
    labels: { data: labels, height, width },
  }
}

function meanOf(
  { data, channels }: Sample['image'],
  labels: Sample['labels'],
  k: number,
): number | undefined {
  let [sum, count] = [0, 0]
  for (const [pixel, label] of labels.data.entries()) {
    if (label !== k) continue
    for (let c = 0; c < channels; c++) sum += data[pixel * channels + c]!
    count += channels
  }
  return count === 0 ? undefined : sum / count
}
