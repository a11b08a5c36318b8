import { backend_util, type KernelFunc } from '@tensorflow/tfjs-core'
import type { Shape4D, ConvAttributes } from './conv2d.js'

/**
 * Mends `same` padding where the stride is larger than the filter: XNNPACK, to which tfjs leaves it,
 * gets it wrong there (its needed padding is negative), so the padding is given in numbers.
 */
export function withSamePadding(kernel: KernelFunc): KernelFunc {
  return (call) => {
    const { x, filter } = call.inputs
    const attrs = call.attrs as unknown as ConvAttributes
    const [height, width] = filter!.shape as Shape4D
    const strides = [attrs.strides].flat()
    if (attrs.pad !== 'same' || Math.min(height, width) >= Math.max(...strides)) return kernel(call)
    const { padInfo } = backend_util.computeConv2DInfo(
      x!.shape as Shape4D,
      filter!.shape as Shape4D,
      attrs.strides,
      1,
      'same',
    )
    const { top, bottom, left, right } = padInfo
    const pad = [[0, 0], [top, bottom], [left, right], [0, 0]] // prettier-ignore
    return kernel({ ...call, attrs: { ...call.attrs, pad } })
  }
}
