import { fail, type Model } from '@spad/core'
import {
  engine,
  getBackend,
  ready,
  registerBackend,
  registerKernel,
  removeBackend,
  setBackend,
  type Tensor,
  tensor,
  type Tensor1D,
  type Tensor4D,
  tidy,
  unregisterKernel,
  type Variable,
} from '@tensorflow/tfjs-core'
import type { Dimension } from './graph.js'
import { kernels } from './kernels.js'
import { Recorder, RECORDER } from './recorder.js'

export interface ExportOnnxOptions {
  /**
   * Whether the graph normalises the image itself: it then takes values in `[0, 1]`, and else such with
   * zero mean and unit variance in each channel.
   *
   * @default false
   */
  readonly normalize?: boolean
  /** What the graph gives: the network's logits, or the probabilities of classes. @default 'logits' */
  readonly output?: 'logits' | 'probabilities'
}

/**
 * A model's network as an ONNX file (operator set 17), by tracing it once: any denoiser that is made of
 * operations that are known here, third parties' too.
 *
 * Inputs: `image` `[batch, channels, height, width]`, and for a denoiser that uses a state `state` `[batch,
 * classes, height, width]` and `timestep` `[batch]`. Output: `logits` or `probabilities` `[batch, classes,
 * height, width]`. Batch, height and width may vary, height and width in multiples of the stride; a network
 * with attention is fixed to its own size and one image. How to prepare an image, the classes and what is
 * done to an answer stand as JSON in the metadata property `spad`.
 *
 * The model must not be used while it is exported.
 *
 * @throws SpadError if the network uses an operation that cannot be traced.
 */
export async function exportOnnx(
  model: Model,
  { normalize = false, output = 'logits' }: ExportOnnxOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  if (model.answer)
    fail('onnx', 'models that see images in different ways are no one network: export each.')
  return await recording(model, (recorder) => {
    const { denoiser, preprocessing, classes } = model
    const { height, width } = preprocessing
    const { channels } = denoiser
    const { graph } = recorder
    const from = (name: string, shape: number[]): Tensor =>
      engine().makeTensorFromTensorInfo(
        recorder.input({ name, channelsFirst: shape.length === 4 }, shape),
      )
    const image = from(normalize ? normalized(recorder) : 'image', [1, height, width, channels])
    const state = from('state', [1, height, width, classes.length])
    const features = denoiser.encode(image as Tensor4D)
    const logits = denoiser.usesState
      ? denoiser.denoise(features, state as Tensor4D, from('timestep', [1]) as Tensor1D)
      : denoiser.denoise(features)
    const answer = recorder.picture(logits)
    if (output === 'logits') graph.node('Identity', [answer], {}, output)
    else graph.node('Softmax', [answer], { axis: 1 }, output)
    const sides: Dimension[] = recorder.fixed ? [height, width] : ['height', 'width']
    const batch: Dimension = recorder.fixed ? 1 : 'batch'
    const port = (name: string, depth: number) => ({ name, dimensions: [batch, depth, ...sides] })
    return graph.encode(
      [
        port('image', channels),
        ...(denoiser.usesState
          ? [port('state', classes.length), { name: 'timestep', dimensions: [batch] }]
          : []),
      ],
      [port(output, classes.length)],
      { spad: JSON.stringify(describe(model, normalize)) },
      'spad',
    )
  })
}

/** What is done around the network. */
function describe({ preprocessing, postprocessing, classes, fit }: Model, normalize: boolean) {
  const described = fit as { readonly config?: unknown } | undefined
  return {
    classes,
    preprocessing,
    ...(described?.config === undefined ? {} : { fit: described.config }),
    ...(postprocessing && { postprocessing }),
    ...(fit?.windows?.context !== undefined && {
      view:
        `the window, then as further channels a window ${fit.windows.context} times as large on each side around ` +
        "the same centre, shrunk to the window's size",
    }),
    input: normalize ? 'values in [0, 1]' : 'zero mean and unit variance in each channel',
  }
}

/** Each channel to zero mean and unit variance, as `normalize` of `@spad/core`. */
function normalized({ graph }: Recorder): string {
  const axes = { axes: [2, 3], keepdims: 1 }
  const centred = graph.node('Sub', ['image', graph.node('ReduceMean', ['image'], axes)])
  const squares = graph.node('Mul', [centred, centred])
  const variance = graph.node('ReduceMean', [squares], axes)
  // a constant channel becomes zeros
  const least = graph.floats(Float32Array.of(1e-12), [1])
  const deviation = graph.node('Sqrt', [graph.node('Max', [variance, least])])
  return graph.node('Div', [centred, deviation])
}

/** Runs `trace` on a backend that writes down; weights are there meanwhile. */
async function recording<T>({ denoiser }: Model, trace: (recorder: Recorder) => T): Promise<T> {
  const before = getBackend()
  const variables = Object.values(denoiser.variables)
  const values = await Promise.all(variables.map((variable) => variable.data()))
  const put = (): void => {
    variables.forEach((variable, i) => {
      assign(variable, values[i] as Float32Array)
    })
  }
  const recorder = new Recorder()
  registerBackend(RECORDER, () => recorder)
  register(recorder)
  await setBackend(RECORDER)
  try {
    put()
    let result: T | undefined
    // not returned through `tidy`, which would look for tensors in every byte
    tidy(() => {
      result = trace(recorder)
    })
    return result as T
  } catch (error) {
    return explain(error)
  } finally {
    await setBackend(before)
    await ready()
    put()
    removeBackend(RECORDER)
    for (const kernelName of Object.keys(kernels)) unregisterKernel(kernelName, RECORDER)
  }
}

function assign(variable: Variable, values: Float32Array): void {
  const value = tensor(values, variable.shape)
  variable.assign(value)
  value.dispose()
}

/** The kernels of one recorder. */
function register(recorder: Recorder): void {
  for (const [kernelName, kernel] of Object.entries(kernels))
    registerKernel({
      kernelName,
      backendName: RECORDER,
      kernelFunc: ({ inputs, attrs }) => kernel(recorder, inputs, attrs ?? {}),
    })
}

function explain(error: unknown): never {
  const missing = /Kernel '(\w+)' not registered/.exec(error instanceof Error ? error.message : '')
  if (missing)
    fail(
      'onnx',
      `the network uses \`${missing[1] ?? ''}\`, which cannot be traced: there are ` +
        `${Object.keys(kernels).join(', ')}.`,
      error,
    )
  throw error
}
