import type { Dataset, DescribedDataset } from '../contracts/dataset.js'
import { IGNORED } from '../raster/ignored.js'
import { check, checkSame, thrownBy, type Test } from './check.js'

export interface DatasetTestOptions {
  /** How many cases are read, evenly from first to last. @default 5 */
  readonly cases?: number
}

/**
 * The contract of a {@link Dataset}, and of a {@link DescribedDataset}, one test per rule.
 *
 * @param test `test` of your test runner.
 * @param name What the tests are called.
 * @param make Returns the data set, or a promise of it.
 */
export function testDataset(
  test: Test,
  name: string,
  make: () => Dataset | Promise<Dataset>,
  { cases = 5 }: DatasetTestOptions = {},
): void {
  test(`${name}: at least two classes, each with a name, a value and a colour`, async () => {
    const { classes } = await make()
    check(classes.length >= 2, `there are ${classes.length} classes: background and one more`)
    for (const { name: called, value, color } of classes) {
      check(called !== '', 'a class has no name')
      check(
        Number.isInteger(value) && value >= 0 && value <= 65535,
        `\`${called}\` has the value ${value}: 0 to 65535`,
      )
      for (const number of color)
        check(
          Number.isInteger(number) && number >= 0 && number <= 255,
          `\`${called}\` has ${number} in its colour: 0 to 255`,
        )
      checkSame(color.length, 3, `the length of the colour of \`${called}\``)
    }
    checkDistinct(
      classes.map((one) => one.name),
      'name of a class',
    )
    checkDistinct(
      classes.map((one) => one.value),
      'value of a class',
    )
  })

  test(`${name}: names of its own for its cases`, async () => {
    const { names } = await make()
    check(names.length > 0, 'there are no cases')
    checkDistinct(names, 'name of a case')
  })

  test(`${name}: splits and groups of its own cases, where it says them`, async () => {
    const { names, splits, groupOf }: DescribedDataset = await make()
    const listed = Object.values(splits ?? {}).flat()
    const foreign = listed.find((one) => !names.includes(one))
    check(foreign === undefined, `\`splits\` name ${foreign}, which is no case`)
    checkDistinct(listed, 'name in `splits`')
    if (splits) checkSame(listed.length, names.length, 'the number of names in `splits`')
    const whose = groupOf ? names.map(groupOf) : []
    check(
      whose.every((one) => typeof one === 'string'),
      '`groupOf` gives no text for a case',
    )
  })

  test(`${name}: images and labels of one size, with values in range`, async () => {
    const dataset = await make()
    const { classes, channels, names } = dataset
    for (const index of spread(names.length, cases)) {
      const { name: called, image, labels } = await dataset.read(index)
      checkSame(called, names[index], `the name of case ${index}`)
      checkSame(image.channels, channels, `the number of channels of \`${called}\``)
      checkSame([labels.height, labels.width], [image.height, image.width], `\`${called}\`'s mask`)
      const { height, width } = image
      checkSame(image.data.length, height * width * channels, `the length of \`${called}\``)
      checkSame(labels.data.length, height * width, `the length of \`${called}\`'s mask`)
      const odd = image.data.find((value) => !(value >= 0 && value <= 1))
      check(odd === undefined, `\`${called}\` holds ${odd}: values must be from 0 to 1`)
      const strange = labels.data.find((label) => label >= classes.length && label !== IGNORED)
      check(
        strange === undefined,
        `\`${called}\` has label ${strange} of ${classes.length} classes`,
      )
    }
  })

  test(`${name}: a case is the same when it is read again`, async () => {
    const dataset = await make()
    const index = dataset.names.length - 1
    const [one, two] = [await dataset.read(index), await dataset.read(index)]
    const same = one.image.data.every((value, i) => value === two.image.data[i])
    check(same, 'the image of a second reading differs')
    checkSame([...two.labels.data], [...one.labels.data], 'the mask of a second reading')
  })

  test(`${name}: a case that is not there is refused`, async () => {
    const dataset = await make()
    for (const index of [-1, dataset.names.length])
      await thrownBy(() => dataset.read(index), `reading case ${index}`)
  })
}

function checkDistinct(values: readonly unknown[], what: string): void {
  const twice = values.find((value, i) => values.indexOf(value) !== i)
  check(twice === undefined, `${String(twice)} is the ${what} twice: each needs one of its own`)
}

function spread(length: number, count: number): number[] {
  const wanted = Math.min(length, count)
  return Array.from({ length: wanted }, (_, i) =>
    wanted === 1 ? 0 : Math.round((i * (length - 1)) / (wanted - 1)),
  )
}
