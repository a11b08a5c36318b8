import {
  backend_util,
  type Conv2DBackpropFilterAttrs,
  type KernelFunc,
  type TensorInfo,
} from '@tensorflow/tfjs-core'

/** A shader as tfjs' WebGPU backend takes it. */
interface Program {
  readonly shaderKey: string
  readonly variableNames: readonly string[]
  readonly uniforms: string
  readonly outputShape: readonly number[]
  readonly workgroupSize: readonly [number, number, number]
  readonly dispatch: readonly [number, number, number]
  readonly dispatchLayout: { readonly x: readonly number[] }
  /** Whether `uniforms.size` is there, the number of values. */
  readonly size: true
  getUserCode(): string
}

interface Webgpu {
  runWebGPUProgram(
    program: Program,
    inputs: readonly TensorInfo[],
    dtype: string,
    uniforms: readonly { type: 'int32'; data: readonly number[] }[],
  ): TensorInfo
  disposeData(id: object): void
}

/** Threads of a workgroup. */
const threads = 64

/** As many threads in all keep a large card busy. */
const enough = 1 << 18

/**
 * The gradient of a convolution's filter, `[height, width, in, out]`: every number of it is a sum over all
 * places of the batch's outputs. tfjs gives each sum one thread, a few thousand in all; here
 * rows of the outputs are dealt out to several, whose sums a second shader adds up, always in the same order.
 */
export function inParts(original: KernelFunc): KernelFunc {
  return (call) => {
    const { x, dy } = call.inputs as { x: TensorInfo; dy: TensorInfo }
    const { filterShape, strides, pad, dimRoundingMode, dataFormat } =
      call.attrs as unknown as Conv2DBackpropFilterAttrs
    if (dataFormat !== 'NHWC') return original(call)
    const shape = x.shape as [number, number, number, number]
    const plan = backend_util.computeConv2DInfo(
      shape,
      filterShape,
      strides,
      1,
      pad,
      dimRoundingMode,
    )
    const [, filterColumns, channelsIn, channelsOut] = filterShape
    const weights = filterShape.reduce((product, side) => product * side, 1)
    const rows = plan.batchSize * plan.outHeight
    const count = Math.max(1, Math.min(rows, Math.floor(enough / weights)))
    const gpu = call.backend as unknown as Webgpu
    const parts = run(gpu, partsOf, {
      shaderKey: 'filterGradientParts',
      outputShape: [count, weights],
      inputs: { x, dy },
      uniforms: {
        ...{ filterColumns, channelsIn, channelsOut, weights, rows, count },
        ...{ inRows: shape[1], inColumns: shape[2] },
        ...{ outRows: plan.outHeight, outColumns: plan.outWidth },
        ...{ strideY: plan.strideHeight, strideX: plan.strideWidth },
        ...{ top: plan.padInfo.top, left: plan.padInfo.left },
      },
    })
    const sum = run(gpu, sumOf, {
      shaderKey: 'filterGradientSum',
      outputShape: filterShape,
      inputs: { parts },
      uniforms: { count },
    })
    gpu.disposeData(parts.dataId)
    return sum
  }
}

/** Runs a shader over as many threads as the output has numbers; it knows inputs and uniforms by their names. */
function run(
  gpu: Webgpu,
  code: string,
  {
    shaderKey,
    outputShape,
    inputs,
    uniforms,
  }: {
    shaderKey: string
    outputShape: readonly number[]
    inputs: Readonly<Record<string, TensorInfo>>
    uniforms: Readonly<Record<string, number>>
  },
): TensorInfo {
  const total = outputShape.reduce((product, side) => product * side, 1)
  const program: Program = {
    ...{ shaderKey, outputShape, variableNames: Object.keys(inputs) },
    uniforms: Object.keys(uniforms)
      .map((name) => `${name} : i32, `)
      .join(''),
    workgroupSize: [threads, 1, 1],
    dispatch: [Math.ceil(total / threads), 1, 1],
    dispatchLayout: { x: outputShape.map((_, axis) => axis) },
    size: true,
    getUserCode: () => code,
  }
  const values = Object.values(uniforms).map((value) => ({ type: 'int32' as const, data: [value] }))
  return gpu.runWebGPUProgram(program, Object.values(inputs), 'float32', values)
}

/** A thread's sum: one number of the filter, every `count`-th row of the outputs. */
const partsOf = `
  fn main(index : i32) {
    if (index >= uniforms.size) { return; }
    let first = index / uniforms.weights;
    let weight = index % uniforms.weights;
    let channelOut = weight % uniforms.channelsOut;
    let channelIn = weight / uniforms.channelsOut % uniforms.channelsIn;
    let tap = weight / (uniforms.channelsOut * uniforms.channelsIn);
    let down = tap / uniforms.filterColumns - uniforms.top;
    let right = tap % uniforms.filterColumns - uniforms.left;
    // the columns whose input lies inside of the image
    let stride = uniforms.strideX;
    let begin = max(0, (stride - 1 - right) / stride);
    let end = min(uniforms.outColumns, (uniforms.inColumns + stride - 1 - right) / stride);
    var sum = 0.0;
    for (var row = first; row < uniforms.rows; row += uniforms.count) {
      let y = row % uniforms.outRows * uniforms.strideY + down;
      if (y < 0 || y >= uniforms.inRows) { continue; }
      let inRow = row / uniforms.outRows * uniforms.inRows + y;
      var value = (inRow * uniforms.inColumns + begin * stride + right) * uniforms.channelsIn + channelIn;
      var slope = (row * uniforms.outColumns + begin) * uniforms.channelsOut + channelOut;
      for (var column = begin; column < end; column++) {
        sum += x[value] * dy[slope];
        value += stride * uniforms.channelsIn;
        slope += uniforms.channelsOut;
      }
    }
    result[index] = sum;
  }
`

const sumOf = `
  fn main(index : i32) {
    if (index >= uniforms.size) { return; }
    var sum = 0.0;
    for (var part = 0; part < uniforms.count; part++) {
      sum += parts[part * uniforms.size + index];
    }
    result[index] = sum;
  }
`
