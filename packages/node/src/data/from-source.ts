import { amount, type Dataset, type DescribedDataset, fail, type Sample } from '@spad/core'
import { foldSplits } from '../planning/fold.js'
import { checkSample } from './check-sample.js'
import { grouping } from './grouping.js'
import { chooseCases, noCase } from './open-dataset.js'
import type { OpenDatasetOptions, OpenedDataset } from './opened-dataset.js'
import { namedSplits, seededSplits, type Splits } from './splits.js'

/**
 * What a data set of one's own says, with all that it leaves open: splits by the hash of whose image a case is,
 * as those of a folder. Each case is checked when it is read.
 *
 * @param place What messages call it.
 * @throws SpadError if its splits are not of its cases, or `channels` are others than it has.
 */
export function fromSource(
  place: string,
  source: DescribedDataset,
  { seed = 0, channels: wanted = 'auto', groupPattern, fold }: OpenDatasetOptions = {},
): OpenedDataset {
  for (const key of ['classes', 'names'] as const)
    if (!Array.isArray(source[key]))
      fail(
        'node',
        `\`${place}\` has no list of \`${key}\`: a data set is an object with classes, channels, names and ` +
          'read. `testDataset` of @spad/core/testing checks it.',
      )
  const { classes, names, groupOf, notes = [], channelNames, severalReaders = false } = source
  const group = groupPattern === undefined && groupOf ? groupOf : grouping(groupPattern)
  const grouped = { seed, group }
  const named = source.splits && namedSplits(place, names, source.splits, grouped)
  let seeded: Splits | undefined
  const splits = (): Splits => {
    const whole = named ?? (seeded ??= seededSplits(names, grouped))
    return fold ? foldSplits(whole, group, fold) : whole
  }
  const channels = wanted === 'auto' ? source.channels : wanted
  if (channels !== source.channels && source.channels !== 1)
    fail(
      'node',
      `the images of \`${place}\` have ${amount(source.channels, 'channel')}: ${channels} are wanted.`,
    )
  const read = async (index: number): Promise<Sample> => {
    if (names[index] === undefined) noCase(index, names)
    return inColour(checkSample(place, source, index, await source.read(index)), channels)
  }
  const cases = names.map((name, index) => ({ name, index }))
  const pick = (chosen: typeof cases): Dataset => ({
    classes,
    channels,
    names: chosen.map(({ name }) => name),
    read: async (i) => await read(chosen[i]?.index ?? noCase(i, chosen)),
  })
  return {
    ...pick(cases),
    place,
    name: place,
    get splits() {
      return splits()
    },
    meta: {},
    notes,
    ...(severalReaders && { raters: {} }),
    ...(channelNames && { channelNames }),
    groupOf: group,
    inspect: async (index) => ({
      sample: await read(index),
      imageTurned: false,
      maskTurned: false,
    }),
    subset: (split) => pick(split === 'all' ? cases : chooseCases(cases, splits(), split)),
  }
}

/** Grey images are to a colour model what equal red, green and blue are. */
function inColour(sample: Sample, channels: number): Sample {
  const { data, ...size } = sample.image
  if (size.channels === channels) return sample
  const values = Float32Array.from({ length: data.length * channels }, (_, i) =>
    Number(data[Math.floor(i / channels)]),
  )
  return { ...sample, image: { ...size, data: values, channels } }
}
