import {
  getKernel,
  type KernelConfig,
  type KernelFunc,
  registerKernel,
  unregisterKernel,
} from '@tensorflow/tfjs-core'

/** Puts another kernel in the place of TensorFlow's of that name, made out of it. */
export function replaceKernel(name: string, wrap: (original: KernelFunc) => KernelFunc): void {
  const config: KernelConfig = getKernel(name, 'tensorflow')
  unregisterKernel(name, 'tensorflow')
  registerKernel({ ...config, kernelFunc: wrap(config.kernelFunc) })
}
