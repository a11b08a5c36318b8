import { fail } from '@spad/core'
import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core'
import type { Recorder } from '../recorder.js'
import { input, type Kernel, list } from './kernel.js'

/** A function of each number. */
export function unary(type: string): Kernel {
  return (recorder, inputs) => {
    const x = input(inputs, 'x')
    const { name, channelsFirst } = recorder.of(x)
    return recorder.result({ name: recorder.graph.node(type, [name]), channelsFirst }, x.shape)
  }
}

/** A function of two, the smaller repeated as in numpy. */
export function binary(type: string): Kernel {
  return (recorder, inputs) => {
    const [a, b] = [input(inputs, 'a'), input(inputs, 'b')]
    const shape = backend_util.assertAndGetBroadcastShape([...a.shape], [...b.shape])
    const channelsFirst = [a, b].some((one) => recorder.of(one).channelsFirst)
    const names = [a, b].map((one) =>
      channelsFirst ? asPicture(recorder, one) : recorder.of(one).name,
    )
    return recorder.result({ name: recorder.graph.node(type, names), channelsFirst }, shape)
  }
}

/** The sum of a list. */
export const addAll: Kernel = (recorder, inputs) => {
  const all = list(inputs)
  const [first] = all
  const { channelsFirst } = recorder.of(first)
  const names = all.map((one) => (channelsFirst ? recorder.picture(one) : recorder.plain(one)))
  return recorder.result({ name: recorder.graph.node('Sum', names), channelsFirst }, first.shape)
}

/** The probabilities of the last axis. */
export const softmax: Kernel = (recorder, inputs) => {
  const logits = input(inputs, 'logits')
  const { name, channelsFirst } = recorder.of(logits)
  const axis = channelsFirst ? 1 : logits.shape.length - 1
  return recorder.result(
    { name: recorder.graph.node('Softmax', [name], { axis }), channelsFirst },
    logits.shape,
  )
}

/** The same number under another name. */
export const identity: Kernel = (recorder, inputs) => {
  const x = input(inputs, 'x')
  return recorder.result(recorder.of(x), x.shape)
}

/** Numbers are floats already: another kind of them is in no network here. */
export const cast: Kernel = (recorder, inputs, attributes) => {
  const x = input(inputs, 'x')
  const { dtype } = attributes as { dtype: string }
  if (dtype !== x.dtype)
    fail('onnx', `the network turns ${x.dtype} into ${dtype}, which cannot be traced.`)
  return recorder.result(recorder.of(x), x.shape)
}

/** What is to meet a picture: one number a channel stands where channels stand. */
function asPicture(recorder: Recorder, info: TensorInfo): string {
  const { shape } = info
  if (shape.length === 4) return recorder.picture(info)
  const { name } = recorder.of(info)
  if (shape.reduce((size, side) => size * side, 1) === 1) return name
  const axes = recorder.graph.integers([1, 2])
  return recorder.graph.node('Unsqueeze', [name, axes])
}
