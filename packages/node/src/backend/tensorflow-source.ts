import util from 'node:util'
import { join } from 'node:path'
import { findNative, kernelsName } from '../native/native-cache.js'
import { registerNative, removedUtilities } from '../native/register-native.js'
import type { Flavor } from '../native/tensorflow-release.js'
import { importOptional, locate } from './optional-package.js'

/** A TensorFlow that is installed. */
export interface TensorFlowSource {
  readonly flavor: Flavor
  /** Where our own kernels for it are, if they were compiled. */
  readonly kernels?: string
  /** Makes it tfjs' backend `tensorflow`. */
  readonly register: () => unknown
}

const packages: Readonly<Record<Flavor, string>> = {
  cpu: '@tensorflow/tfjs-node',
  cuda: '@tensorflow/tfjs-node-gpu',
}

/** The first flavor that is installed: by `spad native install`, or as tfjs' package. */
export function findTensorFlow(flavors: readonly Flavor[]): TensorFlowSource | undefined {
  for (const flavor of flavors) {
    const name = packages[flavor]
    const places = findNative(flavor)
    if (places)
      return {
        flavor,
        kernels: join(places.kernels, kernelsName),
        register: () => {
          registerNative(places, name)
        },
      }
    if (locate(name) !== undefined) return { flavor, register: () => importPackage(flavor) }
  }
  return undefined
}

function importPackage(flavor: Flavor): Promise<unknown> {
  // every operation calls these; Node 22 warns of them
  Object.assign(util, removedUtilities)
  return importOptional(packages[flavor], howToInstall(flavor))
}

/** What gives a machine this TensorFlow. */
export function howToInstall(flavor: Flavor): string {
  return (
    `Run \`spad native install${flavor === 'cuda' ? ' --cuda' : ''}\` (Linux on x86-64) or ` +
    `\`npm install ${packages[flavor]}\`; the backend \`wasm\` needs nothing more.`
  )
}
