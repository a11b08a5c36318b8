import { getKernel, type KernelConfig, registerKernel } from '@tensorflow/tfjs-core'

/** Registers the kernels that the page has not registered itself. */
export function registerMissing(kernels: readonly KernelConfig[]): void {
  for (const kernel of kernels) {
    const there = getKernel(kernel.kernelName, kernel.backendName) as KernelConfig | undefined
    if (!there) registerKernel(kernel)
  }
}
