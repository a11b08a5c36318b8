import { GroupNorm } from '@spad/core'
import { addAll, binary, cast, identity, softmax, unary } from './kernels/elementwise.js'
import type { Kernel } from './kernels/kernel.js'
import { averagePool, conv2d, groupNorm, maxPool, resizeNearest } from './kernels/pictures.js'
import { concat, expandDims, matMul, reshape, transpose } from './kernels/shapes.js'

/** What can be traced, by tfjs' names of kernels. */
export const kernels: Readonly<Record<string, Kernel>> = {
  Add: binary('Add'),
  Sub: binary('Sub'),
  Multiply: binary('Mul'),
  RealDiv: binary('Div'),
  Maximum: binary('Max'),
  Minimum: binary('Min'),
  Pow: binary('Pow'),
  AddN: addAll,
  Relu: unary('Relu'),
  Sigmoid: unary('Sigmoid'),
  Tanh: unary('Tanh'),
  Exp: unary('Exp'),
  Log: unary('Log'),
  Sqrt: unary('Sqrt'),
  Abs: unary('Abs'),
  Neg: unary('Neg'),
  Sin: unary('Sin'),
  Cos: unary('Cos'),
  Identity: identity,
  Cast: cast,
  Softmax: softmax,
  Conv2D: conv2d,
  AvgPool: averagePool,
  MaxPool: maxPool,
  ResizeNearestNeighbor: resizeNearest,
  [GroupNorm]: groupNorm,
  Reshape: reshape,
  Transpose: transpose,
  BatchMatMul: matMul,
  Concat: concat,
  ExpandDims: expandDims,
}
