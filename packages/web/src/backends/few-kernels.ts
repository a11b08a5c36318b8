const webgpu = [
  ...['Add', 'AvgPool', 'Cast', 'Conv2D', 'Identity', 'Multiply', 'Relu', 'Reshape'],
  ...['ResizeNearestNeighbor', 'Reverse', 'Softmax', 'Sub'],
]

/** tfjs' kernels that a model of convolutions needs to answer in one pass; on WebGPU a shader of our own normalises. */
export const fewKernels: Readonly<Record<'webgl' | 'webgpu', readonly string[]>> = {
  webgpu,
  webgl: [...webgpu, 'Maximum', 'Mean', 'Rsqrt', 'Square'].sort(),
}
