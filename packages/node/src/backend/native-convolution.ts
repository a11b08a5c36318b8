import {
  Add,
  Conv2D,
  type Conv2DAttrs,
  Conv2DBackpropFilter,
  type Conv2DBackpropFilterAttrs,
  Conv2DBackpropInput,
  type Conv2DBackpropInputAttrs,
  type FusedConv2DAttrs,
  FusedConv2D,
  getKernel,
  Sum,
  type SumAttrs,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core'
import { directConvolution } from './direct-convolution.js'
import { replaceKernel } from './replace-kernel.js'
import { runOperation } from './tensorflow-operations.js'
import { convolution, filterGradient, imageGradient, suitsWinograd } from './winograd.js'

/**
 * Lets tfjs' kernels of a convolution and around it use ours: 3 × 3 filters with their gradients, bias and
 * rectifier in one pass, the bias' own gradient, and other filters with few channels. What ours cannot do
 * stays with tfjs-node's.
 */
export function mendConvolution(threads: number): void {
  const share = { threads: { int: threads } }
  const addBias = (x: Tensor, bias: Tensor, rectify: boolean): Tensor =>
    runOperation('SpadBiasRelu', [x, bias], { rectify: { bool: rectify }, ...share })
  const plain = getKernel(Conv2D, 'tensorflow').kernelFunc

  replaceKernel(Conv2D, (original) => (call) => {
    const { x, filter } = call.inputs as unknown as Record<'x' | 'filter', Tensor4D>
    const attributes = call.attrs as unknown as Conv2DAttrs
    if (suitsWinograd(x.shape, filter.shape, attributes))
      return convolution([x, filter], attributes.pad, threads)
    return directConvolution([x, filter], attributes, threads) ?? original(call)
  })
  replaceKernel(Conv2DBackpropInput, (original) => (call) => {
    const { dy, filter } = call.inputs as unknown as Record<'dy' | 'filter', Tensor4D>
    const attributes = call.attrs as unknown as Conv2DBackpropInputAttrs
    const { inputShape, pad } = attributes
    if (!suitsWinograd(inputShape, filter.shape, attributes)) return original(call)
    return imageGradient(dy, filter, inputShape, pad, threads)
  })
  replaceKernel(Conv2DBackpropFilter, (original) => (call) => {
    const { x, dy } = call.inputs as unknown as Record<'x' | 'dy', Tensor4D>
    const attributes = call.attrs as unknown as Conv2DBackpropFilterAttrs
    if (!suitsWinograd(x.shape, attributes.filterShape, attributes)) return original(call)
    return filterGradient(x, dy, attributes.pad, threads)
  })
  replaceKernel(FusedConv2D, (original) => (call) => {
    const { x, filter, bias } = call.inputs as unknown as Record<string, Tensor4D | undefined>
    const attributes = call.attrs as unknown as FusedConv2DAttrs
    const { activation, dataFormat } = attributes
    const rectify = activation === 'relu'
    if (!x || !filter || bias?.rank !== 1 || !(rectify || activation === 'linear'))
      return original(call)
    if (suitsWinograd(x.shape, filter.shape, attributes))
      return convolution([x, filter, bias], attributes.pad, threads, rectify)
    const direct = directConvolution([x, filter, bias], attributes, threads, rectify)
    if (direct) return direct
    if (dataFormat !== 'NHWC') return original(call)
    const convolved = plain({ ...call, inputs: { x, filter } }) as Tensor
    const result = addBias(convolved, bias, rectify)
    convolved.dispose()
    return result
  })
  replaceKernel(Add, (original) => (call) => {
    const { a, b } = call.inputs as unknown as Record<'a' | 'b', Tensor>
    const perChannel = isImages(a) && b.rank === 1 && b.size === a.shape[3]
    return perChannel && b.dtype === 'float32' ? addBias(a, b, false) : original(call)
  })
  replaceKernel(Sum, (original) => (call) => {
    const { x } = call.inputs as unknown as Record<'x', Tensor>
    const { axis, keepDims } = call.attrs as unknown as Partial<SumAttrs> & { keepDims?: boolean }
    const perChannel = isImages(x) && String(axis) === '0,1,2' && keepDims !== true
    return perChannel ? runOperation('SpadChannelSums', [x], share) : original(call)
  })
}

export function isImages({ rank, dtype, size }: Tensor): boolean {
  return rank === 4 && dtype === 'float32' && size > 0
}
