import {
  amount,
  aNumber,
  fail,
  inTurns,
  isObject,
  neighboursOf,
  type Raster,
  refuseOneSlice,
  segment,
  type Segmenter,
  type SegmenterInfo,
  type SegmentOptions,
  yesOrNo,
} from '@spad/core'
import type { ModelMetadata } from '@spad/models'
import { type BackendReport, useBackend, type UseBackendOptions } from '../backend/use-backend.js'
import { loadParts } from '../config/load-parts.js'
import { readImage } from '../data/read-image.js'
import { loadModelFrom } from '../run/model-files.js'

/** Options of {@link createSegmenter}. */
export interface SegmenterOptions extends UseBackendOptions {
  /** A run, a model's folder, or a name of `shippedModels`, such as `oct-fluid`. */
  readonly model: string
  /** What computes; `auto` is the best that works here. @default 'auto' */
  readonly backend?: string
  /** A module whose parts the model may name; its code is executed. @default those of this project alone */
  readonly parts?: string
}

/** A model that is ready in this process; its backend stays when it goes. */
export interface NodeSegmenter extends Segmenter<string> {
  readonly backend: BackendReport
  readonly metadata: ModelMetadata & SegmenterInfo
}

/**
 * Starts a backend and loads a model; then images become masks: PNG, JPEG and TIFF by their paths, or numbers.
 *
 * @throws SpadError if the backend does not work, or the model cannot be loaded.
 */
export async function createSegmenter({
  model: place,
  backend = 'auto',
  parts: file,
  ...options
}: SegmenterOptions): Promise<NodeSegmenter> {
  if (typeof place !== 'string')
    fail(
      'node',
      `\`model\` is ${String(place)}: it must be the path of a run or a model's folder, or the name of a ` +
        "model that comes with spad, such as 'oct-fluid'.",
    )
  const report = await useBackend(backend, options)
  const parts = await loadParts(file)
  const { model, metadata } = await loadModelFrom(place, { parts })
  const { classes, preprocessing, denoiser } = model
  const queue = inTurns()
  let disposed = false
  const rasterFrom = async (source: string | Raster): Promise<Raster> => {
    if (typeof source !== 'string') return checkRaster(source)
    const image = await readPicture(source, preprocessing.channels)
    refuseOneSlice(source, image, neighboursOf(metadata.prepare))
    return image
  }
  return {
    backend: report,
    metadata: { ...metadata, classes, preprocessing, refines: denoiser.usesState },
    segment: (source, asked = {}) =>
      queue(async () => {
        checkOptions(asked).signal?.throwIfAborted()
        if (disposed) fail('node', 'the segmenter was disposed: create another one.')
        return segment(model, await rasterFrom(source), asked)
      }),
    dispose: () =>
      queue(() => {
        if (!disposed) denoiser.dispose()
        disposed = true
        return Promise.resolve()
      }),
  }
}

function readPicture(file: string, channels: number): Promise<Raster> {
  return channels === 1 || channels === 3
    ? readImage(file, { channels })
    : fail(
        'node',
        `the model takes ${amount(channels, 'channel')}, and \`${file}\` is one picture: give numbers.`,
      )
}

/** Who writes JavaScript may give anything. */
function checkRaster(source: Raster | null | undefined): Raster {
  if (source && typeof source === 'object' && 'data' in source && 'channels' in source)
    return source
  return fail(
    'node',
    '`source` is no image: it must be the path of a PNG, JPEG or TIFF, or ' +
      '{ data, height, width, channels } with values from 0 to 1, row by row, channels last.',
  )
}

/** What `segment` may be told; who writes JavaScript may misspell it. */
const OPTIONS: Readonly<Record<keyof SegmentOptions, true>> = {
  ...{ steps: true, ensemble: true, scales: true, seed: true, postprocess: true },
  ...{ signal: true, onProgress: true, onStep: true },
}

/** @throws SpadError that names an option which is none, or the rule that its value breaks. */
function checkOptions(options: SegmentOptions): SegmentOptions {
  const given: unknown = options
  if (!isObject(given))
    return fail(
      'node',
      `\`options\` is ${JSON.stringify(given)}: it must be an object, or left out.`,
    )
  const names = Object.keys(OPTIONS)
  const odd = Object.keys(given).find((name) => !names.includes(name))
  if (odd !== undefined)
    fail('node', `\`${odd}\` is no option of \`segment\`: it has ${names.join(', ')}.`)
  const { seed, postprocess } = given
  if (seed !== undefined) aNumber({ min: 0, integer: true }).check(seed, 'seed', 'node')
  if (postprocess !== undefined) yesOrNo().check(postprocess, 'postprocess', 'node')
  return options
}
