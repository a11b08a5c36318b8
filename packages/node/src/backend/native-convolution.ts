import {
  type FusedConv2DAttrs,
  FusedConv2D,
  getKernel,
  type KernelConfig,
  type KernelFunc,
  type MaxPoolGradAttrs,
  MaxPoolGrad,
  registerKernel,
  type Tensor4D,
  unregisterKernel,
  Conv2D,
  engine,
  type NamedAttrMap,
} from '@tensorflow/tfjs-core'
import { runOperation } from './tensorflow-operations.js'

/**
 * Lets tfjs' kernels around a convolution use ours: bias and rectifier in one pass, and the gradient
 * of 2 × 2 max pooling. What ours cannot do stays with tfjs-node's.
 */
export function mendConvolution(threads: number): void {
  replace(FusedConv2D, (original) => (call) => {
    const { x, filter, bias } = call.inputs as unknown as Record<string, Tensor4D | undefined>
    const attributes = call.attrs as unknown as FusedConv2DAttrs
    const { activation, dataFormat } = attributes
    const rectify = activation === 'relu'
    if (!x || !filter || bias?.rank !== 1 || !(rectify || activation === 'linear'))
      return original(call)
    if (dataFormat !== 'NHWC') return original(call)
    const convolved = engine().runKernel<Tensor4D>(
      Conv2D,
      { x, filter },
      attributes as unknown as NamedAttrMap,
    )
    const options = { rectify: { bool: rectify }, threads: { int: threads } }
    const result = runOperation('SpadBiasRelu', [convolved, bias], options)
    convolved.dispose()
    return result
  })
  replace(MaxPoolGrad, (original) => (call) => {
    const { dy, input } = call.inputs as unknown as Record<'dy' | 'input', Tensor4D>
    const { filterSize, strides, pad } = call.attrs as unknown as MaxPoolGradAttrs
    const even = input.shape[1] % 2 === 0 && input.shape[2] % 2 === 0
    if (!even || !isTwo(filterSize) || !isTwo(strides) || typeof pad === 'number')
      return original(call)
    return runOperation('SpadMaxPool2Grad', [input, dy], { threads: { int: threads } })
  })
}

/** With even sides, padding is none and `same` is `valid`. */
function isTwo(size: number | [number, number]): boolean {
  return [size].flat().every((side) => side === 2)
}

function replace(name: string, wrap: (original: KernelFunc) => KernelFunc): void {
  const config: KernelConfig = getKernel(name, 'tensorflow')
  unregisterKernel(name, 'tensorflow')
  registerKernel({ ...config, kernelFunc: wrap(config.kernelFunc) })
}
