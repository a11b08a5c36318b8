import { createRequire } from 'node:module'
import os from 'node:os'
import { join } from 'node:path'
import util from 'node:util'
import { type KernelBackend, registerBackend } from '@tensorflow/tfjs-core'
import { commonJsLoader } from './common-js-loader.js'
import { addonName, type NativePlaces } from './native-cache.js'

const require = createRequire(import.meta.url)

/** What Node 23 took out of `util`, and every operation of tfjs-node calls. */
export const removedUtilities = {
  isNullOrUndefined: (value: unknown): boolean => value === null || value === undefined,
  isArray: Array.isArray,
}

/**
 * Registers the backend `tensorflow` with what `installNative` made. tfjs-node's files run on this
 * application's tfjs, so there is one copy of it, and none of tfjs-node's dependencies is needed.
 */
export function registerNative({ tfjsNode, addon }: NativePlaces, packageName: string): void {
  const load = commonJsLoader({
    '@tensorflow/tfjs': require('@tensorflow/tfjs') as unknown,
    '@tensorflow/tfjs-core': require('@tensorflow/tfjs-core') as unknown,
    os,
    util: { ...util, ...removedUtilities },
    // messages for TensorBoard, which nothing here writes
    './proto/api_pb': {},
  })
  const file = (name: string): string => join(tfjsNode, 'dist', `${name}.js`)
  load(file('register_all_kernels'))
  const { NodeJSKernelBackend } = load(file('nodejs_kernel_backend')) as TfjsNode
  const binding = require(join(addon, addonName)) as object
  registerBackend('tensorflow', () => new NodeJSKernelBackend(binding, packageName))
}

interface TfjsNode {
  readonly NodeJSKernelBackend: new (binding: object, packageName: string) => KernelBackend
}
