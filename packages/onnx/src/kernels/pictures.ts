import { fail, type GroupNormAttributes } from '@spad/core'
import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core'
import type { Recorder } from '../recorder.js'
import { input, type Kernel } from './kernel.js'

/** A convolution; filters become `[out, in, height, width]`. */
export const conv2d: Kernel = (recorder, inputs, attributes) => {
  const [x, filter] = [input(inputs, 'x'), input(inputs, 'filter')]
  const { strides, pad, dilations, dataFormat } = attributes as {
    strides: [number, number]
    pad: 'same' | 'valid' | number
    dilations: [number, number]
    dataFormat?: 'NHWC' | 'NCHW'
  }
  if (dataFormat === 'NCHW') fail('onnx', '`dataFormat` is NCHW: only channels last are traced.')
  const info = backend_util.computeConv2DInfo(four(x), four(filter), strides, dilations, pad)
  const { top, bottom, left, right } = info.padInfo
  const name = recorder.graph.node('Conv', [recorder.picture(x), filterOf(recorder, filter)], {
    kernel_shape: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    pads: [top, left, bottom, right],
  })
  return recorder.result({ name, channelsFirst: true }, info.outShape)
}

/** The largest of each window. */
export const maxPool = pool('MaxPool')

/** The mean of each window, of those pixels alone that lie in the picture. */
export const averagePool = pool('AveragePool')

function pool(operation: 'MaxPool' | 'AveragePool'): Kernel {
  return (recorder, inputs, attributes) => {
    const x = input(inputs, 'x')
    const { filterSize, strides, pad } = attributes as {
      filterSize: [number, number]
      strides: [number, number]
      pad: 'same' | 'valid' | number
    }
    const info = backend_util.computePool2DInfo(four(x), filterSize, strides, 1, pad)
    const { top, bottom, left, right } = info.padInfo
    const name = recorder.graph.node(operation, [recorder.picture(x)], {
      kernel_shape: [info.filterHeight, info.filterWidth],
      strides: [info.strideHeight, info.strideWidth],
      pads: [top, left, bottom, right],
    })
    return recorder.result({ name, channelsFirst: true }, info.outShape)
  }
}

/** Pixels repeated. */
export const resizeNearest: Kernel = (recorder, inputs, attributes) => {
  const images = input(inputs, 'images')
  const { size, alignCorners, halfPixelCenters } = attributes as {
    size: [number, number]
    alignCorners: boolean
    halfPixelCenters: boolean
  }
  if (alignCorners || halfPixelCenters)
    fail(
      'onnx',
      '`resizeNearestNeighbor` aligns corners or centres: only plain repeats are traced.',
    )
  const [batch = 1, height = 1, width = 1, channels = 1] = images.shape
  const scales = Float32Array.of(1, 1, size[0] / height, size[1] / width)
  const name = recorder.graph.node(
    'Resize',
    [recorder.picture(images), '', recorder.graph.floats(scales, [4])],
    { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' },
  )
  return recorder.result({ name, channelsFirst: true }, [batch, ...size, channels])
}

/**
 * Group normalisation: instance normalisation of `[batch, groups, rest]`, then γ and β by channel, and
 * the rectifier where it has one. Its mean and inverse deviation are for training and not traced.
 */
export const groupNorm: Kernel = (recorder, inputs, attributes) => {
  const [x, gamma, beta] = [input(inputs, 'x'), input(inputs, 'gamma'), input(inputs, 'beta')]
  const { groups, epsilon, rectify } = attributes as unknown as GroupNormAttributes
  const { graph } = recorder
  const picture = recorder.picture(x)
  const grouped = graph.node('Reshape', [picture, graph.integers([0, groups, -1])])
  const [ones, zeros] = [1, 0].map((value) =>
    graph.floats(new Float32Array(groups).fill(value), [groups]),
  ) as [string, string]
  const even = graph.node('InstanceNormalization', [grouped, ones, zeros], {
    epsilon: { float: epsilon },
  })
  const back = graph.node('Reshape', [even, graph.node('Shape', [picture])])
  const scaled = graph.node('Mul', [back, byChannel(recorder, gamma)])
  const shifted = graph.node('Add', [scaled, byChannel(recorder, beta)])
  const name = rectify ? graph.node('Relu', [shifted]) : shifted
  const unused = recorder.result({ name: '', channelsFirst: false }, [0])
  return [
    recorder.result({ name, channelsFirst: true }, x.shape),
    unused,
    recorder.result({ name: '', channelsFirst: false }, [0]),
  ]
}

/** `[channels]` to `[channels, 1, 1]`, `[batch, channels]` to `[batch, channels, 1, 1]`. */
function byChannel(recorder: Recorder, info: TensorInfo): string {
  const rank = info.shape.length
  const axes = recorder.graph.integers([rank, rank + 1])
  return recorder.graph.node('Unsqueeze', [recorder.of(info).name, axes])
}

function filterOf(recorder: Recorder, filter: TensorInfo): string {
  const name = recorder.of(filter).name
  return recorder.graph.node('Transpose', [name], { perm: [3, 2, 0, 1] })
}

function four({ shape }: TensorInfo): [number, number, number, number] {
  return shape as [number, number, number, number]
}
