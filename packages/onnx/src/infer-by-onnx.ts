import { fail, type Inference, type Model, wordsOf } from '@spad/core'
import { exportOnnx } from './export-onnx.js'
import { toChannelsFirst, toChannelsLast } from './layouts.js'

/** What is used of `onnxruntime-node` or `onnxruntime-web`, either of which is handed in as it is imported. */
export interface OnnxRuntime {
  readonly InferenceSession: {
    create(file: Uint8Array, options?: object): Promise<OnnxSession>
  }
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => object
}

/** What is used of a session. */
export interface OnnxSession {
  readonly inputMetadata: readonly object[]
  run(feeds: Readonly<Record<string, object>>): Promise<Readonly<Record<string, object>>>
  release(): Promise<void>
}

export interface InferByOnnxOptions {
  /** What the engine is called where it is spoken of. @default 'onnxruntime' */
  readonly name?: string
  /** Options of the session besides those that are set here, such as `executionProviders`. @default none */
  readonly session?: object
}

/**
 * A model whose passes onnxruntime computes: the network is exported and opened as a session, which answers in
 * place of the denoiser's operations. All else stays: how images are seen, windows, mirrored answers, rules.
 *
 * Its probabilities are those of tfjs up to rounding (10⁻⁵ of the largest logit), so its labels are the same
 * but where two classes are as good as equally likely. `inference.dispose()` ends the session; the denoiser
 * stays the caller's.
 *
 * @param runtime `onnxruntime-node` or `onnxruntime-web`.
 * @throws SpadError if the network uses a mask state, cannot be traced, or the runtime does not take it.
 */
export async function inferByOnnx(
  model: Model,
  runtime: OnnxRuntime,
  { name = 'onnxruntime', session: more = {} }: InferByOnnxOptions = {},
): Promise<Model> {
  if (model.denoiser.usesState)
    fail(
      'onnx',
      `${name} answers in one pass: this model's denoiser uses a mask state and is asked once a step. Let tfjs ` +
        'answer, or take a model of another recipe than `mask`.',
    )
  const file = await exportOnnx(model)
  const options = { graphOptimizationLevel: 'all', logSeverityLevel: 3, ...more }
  const session = await runtime.InferenceSession.create(file, options).catch((error: unknown) =>
    fail('onnx', `${name} does not take the network: ${wordsOf(error)}`, error),
  )
  return { ...model, inference: inferenceOf(model, session, { runtime, name }) }
}

interface Engine {
  readonly runtime: OnnxRuntime
  readonly name: string
}

function inferenceOf({ denoiser }: Model, session: OnnxSession, engine: Engine): Inference {
  const { channels, classes } = denoiser
  const { runtime, name } = engine
  const most = mostTogether(session)
  const traced = sizeTraced(session)
  const pass = async (images: Float32Array, [count, height, width]: Shape) => {
    const planes = toChannelsFirst(images, [count, height * width, channels])
    const image = new runtime.Tensor('float32', planes, [count, channels, height, width])
    const { logits } = await session.run({ image })
    const { data } = logits as { readonly data: Float32Array }
    return toChannelsLast(data, [count, height * width, classes])
  }
  return {
    name,
    async logits(images, [batch, height, width]) {
      if (traced && (traced[0] !== height || traced[1] !== width))
        fail(
          'onnx',
          `${name} is to see ${height} × ${width} pixels: a network with attention was traced for ` +
            `${traced[0]} × ${traced[1]} alone. Leave \`scales\` out, or let tfjs answer.`,
        )
      if (batch <= most) return await pass(images, [batch, height, width])
      const size = height * width
      const all = new Float32Array(batch * size * classes)
      for (let i = 0; i < batch; i++) {
        const one = images.subarray(i * size * channels, (i + 1) * size * channels)
        all.set(await pass(one, [1, height, width]), i * size * classes)
      }
      return all
    },
    dispose: () => session.release(),
  }
}

type Shape = readonly [count: number, height: number, width: number]

/** The height and width of a network that was traced for one size. */
function sizeTraced({ inputMetadata: [image] }: OnnxSession): [number, number] | undefined {
  const { shape } = image as { readonly shape: readonly (number | string)[] }
  const [height, width] = shape.slice(2)
  return typeof height === 'number' && typeof width === 'number' ? [height, width] : undefined
}

/** A network with attention was traced for one image. */
function mostTogether({ inputMetadata: [image] }: OnnxSession): number {
  const { shape } = image as { readonly shape: readonly (number | string)[] }
  return typeof shape[0] === 'number' ? shape[0] : Infinity
}
