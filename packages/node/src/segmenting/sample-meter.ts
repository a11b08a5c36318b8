import {
  fail,
  type Model,
  type Raster,
  type ReaderSummary,
  type Sample,
  type SampledSegmentation,
  scoreSamples,
  segmentSamples,
  type SegmentOptions,
  shareMeter,
  summarizeReaders,
} from '@spad/core'

/** Samples the cases of an evaluation and compares them with their readers. */
export interface SampleMeter {
  /** Samples a case; one without readers is not compared. */
  add(
    truth: Pick<Sample, 'name' | 'labels'> & { readonly readers: Sample['readers'] | undefined },
    image: Raster,
    options: Omit<SegmentOptions, 'onStep'>,
  ): Promise<SampledSegmentation>
  /** @throws SpadError if no case had readers. */
  result(): ReaderSummary
}

/** Starts a {@link SampleMeter} of `samples` masks a case. */
export function sampleMeter(model: Model, samples: number): SampleMeter {
  const each: ReaderSummary['each'][number][] = []
  const calibration = shareMeter()
  let kind: SampledSegmentation['kind'] = 'drawn'
  return {
    async add({ name, labels, readers = [] }, image, options) {
      const answer = await segmentSamples(model, image, { ...options, samples })
      ;({ kind } = answer)
      if (readers.length > 0) {
        each.push({ name, ...scoreSamples(answer, { readers, labels }) })
        calibration.add(answer.probabilities, readers)
      }
      return answer
    },
    result() {
      if (each.length === 0)
        fail('node', 'no case has readers: `samples` has nothing to compare with. Leave it out.')
      return summarizeReaders(each, { samples, kind, calibration: calibration.result() })
    },
  }
}
