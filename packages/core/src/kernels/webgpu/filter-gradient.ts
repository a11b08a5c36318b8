import {
  backend_util,
  type Conv2DBackpropFilterAttrs,
  type KernelFunc,
  type TensorInfo,
} from '@tensorflow/tfjs-core'
import { run, type Webgpu } from './program.js'

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
    const vector = channelsOut % 4 === 0 ? 4 : 1
    const vectors = weights / vector
    const count = Math.max(1, Math.min(rows, Math.floor(enough / vectors)))
    const gpu = call.backend as unknown as Webgpu
    const parts = run(gpu, partsOf(vector), {
      shaderKey: `filterGradientParts${vector}`,
      outputShape: [count, weights],
      inputs: { x, dy },
      vectors: vector === 4 ? ['dy', 'result'] : [],
      uniforms: {
        ...{ filterColumns, channelsIn, channelsOut: channelsOut / vector, vectors, rows, count },
        ...{ inRows: shape[1], inColumns: shape[2] },
        ...{ outRows: plan.outHeight, outColumns: plan.outWidth },
        ...{ strideY: plan.strideHeight, strideX: plan.strideWidth },
        ...{ top: plan.padInfo.top, left: plan.padInfo.left },
      },
    })
    const sum = run(gpu, sumOf(vector), {
      shaderKey: `filterGradientSum${vector}`,
      outputShape: filterShape,
      inputs: { parts },
      vectors: vector === 4 ? ['parts', 'result'] : [],
      uniforms: { count },
    })
    gpu.disposeData(parts.dataId)
    return sum
  }
}

const typeOf = (vector: number): string => (vector === 4 ? 'vec4<f32>' : 'f32')

/** A thread's sum: one number of the filter, or four of channels beside each other, every `count`-th row of the outputs. */
const partsOf = (vector: number): string => `
  fn main(index : i32) {
    if (index >= uniforms.size) { return; }
    let first = index / uniforms.vectors;
    let weight = index % uniforms.vectors;
    let channelOut = weight % uniforms.channelsOut;
    let channelIn = weight / uniforms.channelsOut % uniforms.channelsIn;
    let tap = weight / (uniforms.channelsOut * uniforms.channelsIn);
    let down = tap / uniforms.filterColumns - uniforms.top;
    let right = tap % uniforms.filterColumns - uniforms.left;
    // the columns whose input lies inside of the image
    let stride = uniforms.strideX;
    let begin = max(0, (stride - 1 - right) / stride);
    let end = min(uniforms.outColumns, (uniforms.inColumns + stride - 1 - right) / stride);
    var sum = ${typeOf(vector)}(0.0);
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

const sumOf = (vector: number): string => `
  fn main(index : i32) {
    if (index >= uniforms.size) { return; }
    var sum = ${typeOf(vector)}(0.0);
    for (var part = 0; part < uniforms.count; part++) {
      sum += parts[part * uniforms.size + index];
    }
    result[index] = sum;
  }
`
