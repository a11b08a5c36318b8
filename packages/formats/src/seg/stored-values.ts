import { fail, type LabelClass, type LabelVolume, mapInto } from '@spad/core'

/** Labels as a file stores them. */
export interface StoredLabels {
  /** Of 16 bits where a class has a value above 255. */
  readonly data: Uint8Array | Uint16Array
  /** The number of each class in `data`. */
  readonly numbers: readonly number[]
}

/**
 * The number by which each class is stored in a label volume: its own value, such as FreeSurfer's 2035; where
 * the background's is not 0, which readers everywhere take for nothing, its index.
 */
export function storedNumbers(classes: readonly LabelClass[]): number[] {
  return classes.map(({ value }, index) => (classes[0]?.value === 0 ? value : index))
}

/**
 * What stands in a file for class indices, see {@link storedNumbers}.
 *
 * @throws SpadError if two classes have one value, or one is none.
 */
export function storedLabels(
  { data }: Pick<LabelVolume, 'data'>,
  classes: readonly LabelClass[],
): StoredLabels {
  const numbers = storedNumbers(classes)
  if (numbers.every((number, index) => number === index)) return { data, numbers }
  const off = classes.find(
    ({ value }, index) =>
      !(Number.isInteger(value) && value >= 0 && value <= 65535) ||
      numbers.indexOf(numbers[index] ?? 0) !== index,
  )
  if (off)
    fail(
      'formats',
      `\`classes\` give \`${off.name}\` the value ${off.value}: each needs one of its own, from 0 to 65535.`,
    )
  const into = new (numbers.some((one) => one > 255) ? Uint16Array : Uint8Array)(data.length)
  return { data: mapInto(into, data, (index) => numbers[index] ?? 0), numbers }
}

/** Numbers as bytes, the lower one first, as every platform here has them. */
export function bytesOf(data: Uint8Array | Uint16Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength)
}
