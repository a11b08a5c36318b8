/** The kernels that a model of convolutions needs to answer in one pass. */
export const fewKernels: readonly string[] = [
  'Add',
  'AvgPool',
  'Cast',
  'Conv2D',
  'Identity',
  'Maximum',
  'Mean',
  'Multiply',
  'Relu',
  'Reshape',
  'ResizeNearestNeighbor',
  'Reverse',
  'Rsqrt',
  'Softmax',
  'Square',
  'Sub',
]
