import { amount, type Dataset, fail, IGNORED, type LabelMap, type Sample } from '@spad/core'

/**
 * A case as it was read from a data set of one's own.
 *
 * @param place What messages call the data set.
 * @throws SpadError if its name, its size, its channels, its values or its labels are not those that the data set
 *   says.
 */
export function checkSample(
  place: string,
  { names, channels, classes }: Pick<Dataset, 'names' | 'channels' | 'classes'>,
  index: number,
  sample: Sample,
): Sample {
  const { name, image, labels, readers = [] } = sample
  const refuse = (what: string): never =>
    fail('node', `case ${index} of \`${place}\`, \`${names[index] ?? ''}\`, ${what}.`)
  const { height, width } = image
  if (name !== names[index]) refuse(`is called \`${name}\` when it is read: it needs the same name`)
  if (image.channels !== channels)
    refuse(`has ${amount(image.channels, 'channel')}: the data set says ${channels}`)
  if (image.data.length !== height * width * channels)
    refuse(`has ${image.data.length} values: its size makes ${height * width * channels}`)
  const odd = image.data.find((value) => !(value >= 0 && value <= 1))
  if (odd !== undefined) refuse(`holds ${odd}: values must be from 0 to 1`)
  for (const map of [labels, ...readers]) checkLabels(map)
  return sample

  function checkLabels(map: LabelMap): void {
    if (map.height !== height || map.width !== width || map.data.length !== height * width)
      refuse(
        `has labels of ${map.width} × ${map.height} pixels and an image of ${width} × ${height}: they must be equal`,
      )
    const strange = map.data.find((label) => label >= classes.length && label !== IGNORED)
    if (strange !== undefined)
      refuse(`has label ${strange}: there are ${classes.length} classes, from 0`)
  }
}
