import { util } from '@tensorflow/tfjs-core'
import { input, type Kernel, list } from './kernel.js'

/** The same numbers in another shape; from rank 3 on it fixes the sizes that were traced. */
export const reshape: Kernel = (recorder, inputs, attributes) => {
  const x = input(inputs, 'x')
  const size = util.sizeFromShape(x.shape)
  const shape = util.inferFromImplicitShape(attributes.shape as number[], size)
  if (recorder.isConstant(x)) {
    const name = recorder.graph.floats(recorder.values(x), shape)
    return recorder.result({ name, channelsFirst: false }, shape)
  }
  if (util.arraysEqual(x.shape, shape)) return recorder.result(recorder.of(x), shape)
  const grown = shape.length > 2 || x.shape.length > 2
  if (grown) recorder.fixed = true
  // a column of numbers, one an image, has as many rows as there are images
  const wanted = grown ? shape : shape.map((side, axis) => (axis === 0 ? -1 : side))
  const name = recorder.graph.node('Reshape', [recorder.plain(x), recorder.graph.integers(wanted)])
  return recorder.result({ name, channelsFirst: false }, shape)
}

/** Axes in another order. */
export const transpose: Kernel = (recorder, inputs, attributes) => {
  const x = input(inputs, 'x')
  const perm = attributes.perm as number[]
  const name = recorder.graph.node('Transpose', [recorder.plain(x)], { perm })
  return recorder.result(
    { name, channelsFirst: false },
    perm.map((axis) => x.shape[axis]!),
  )
}

/** A product of matrices, one for each of the axes before the last two. */
export const matMul: Kernel = (recorder, inputs, attributes) => {
  const { transposeA, transposeB } = attributes as { transposeA: boolean; transposeB: boolean }
  const [a, b] = [input(inputs, 'a'), input(inputs, 'b')]
  const turned = (info: typeof a, turn: boolean): string => {
    const plain = recorder.plain(info)
    const rank = info.shape.length
    const perm = [...info.shape.keys()]
    if (!turn) return plain
    ;[perm[rank - 2], perm[rank - 1]] = [rank - 1, rank - 2]
    return recorder.graph.node('Transpose', [plain], { perm })
  }
  const name = recorder.graph.node('MatMul', [turned(a, transposeA), turned(b, transposeB)])
  const rows = a.shape.at(transposeA ? -1 : -2) ?? 1
  const columns = b.shape.at(transposeB ? -2 : -1) ?? 1
  return recorder.result({ name, channelsFirst: false }, [...a.shape.slice(0, -2), rows, columns])
}

/** Side by side along an axis. */
export const concat: Kernel = (recorder, inputs, attributes) => {
  const all = list(inputs)
  const [first] = all
  const rank = first.shape.length
  const axis = util.parseAxisParam(attributes.axis as number, first.shape)[0]!
  const channelsFirst = rank === 4 && all.some((one) => recorder.of(one).channelsFirst)
  const names = all.map((one) => (channelsFirst ? recorder.picture(one) : recorder.plain(one)))
  const where = channelsFirst ? ([0, 2, 3, 1][axis] ?? axis) : axis
  const name = recorder.graph.node('Concat', names, { axis: where })
  const shape = first.shape.map((side, i) =>
    i === axis ? all.reduce((sum, one) => sum + one.shape[axis]!, 0) : side,
  )
  return recorder.result({ name, channelsFirst }, shape)
}

/** An axis of length 1 more. */
export const expandDims: Kernel = (recorder, inputs, attributes) => {
  const x = input(inputs, 'input')
  const axis = attributes.dim as number
  const at = axis < 0 ? x.shape.length + axis + 1 : axis
  const axes = recorder.graph.integers([at])
  const name = recorder.graph.node('Unsqueeze', [recorder.plain(x), axes])
  const shape = [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]
  return recorder.result({ name, channelsFirst: false }, shape)
}
