import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { exists } from '../files/atomic.js'
import { cacheFolder } from '../files/cache-folder.js'
import { kernelDigest } from './kernel-sources.js'
import {
  type Flavor,
  type NpmPackage,
  releases,
  type TensorFlowRelease,
} from './tensorflow-release.js'

/** The folders of an installation. */
export interface NativePlaces {
  /** The wheels' content: `tensorflow/` and, with CUDA, `nvidia/`. */
  readonly libraries: string
  /** tfjs-node as npm packs it. */
  readonly tfjsNode: string
  readonly nodeHeaders: string
  /** The folder of the compiled addon. */
  readonly addon: string
  /** The folder of our own compiled kernels. */
  readonly kernels: string
}

/**
 * Where native TensorFlow lies: outside of node_modules, so that all projects share it and none loses
 * it. Every part is a folder of its own, named after its version, and either whole or not there.
 */
export function nativePlaces(
  { flavor, version, tfjsNode, nodeHeaders }: TensorFlowRelease,
  root = nativeRoot(),
): NativePlaces {
  const libraries = `tensorflow-${flavor}-${version}`
  return {
    libraries: join(root, libraries),
    tfjsNode: join(root, folderOf(tfjsNode)),
    nodeHeaders: join(root, folderOf(nodeHeaders)),
    addon: join(root, `${libraries}-${folderOf(tfjsNode)}`),
    kernels: join(root, `${libraries}-kernels-${kernelDigest()}`),
  }
}

/** `$XDG_CACHE_HOME/spad/native`, with `~/.cache` where that is not set. */
export function nativeRoot(): string {
  return cacheFolder('native')
}

export const addonName = 'tfjs_binding.node'
export const kernelsName = 'spad_kernels.node'

/** The installation of a flavor, if there is one. */
export function findNative(flavor: Flavor): NativePlaces | undefined {
  const places = nativePlaces(releases[flavor])
  return existsSync(join(places.addon, addonName)) ? places : undefined
}

/** Makes a folder unless it is there; it appears when `fill` is through, or not at all. */
export async function makeOnce(
  folder: string,
  fill: (folder: string) => Promise<void>,
): Promise<void> {
  if (await exists(folder)) return
  await mkdir(join(folder, '..'), { recursive: true })
  const unfinished = await mkdtemp(`${folder}.unfinished-`)
  try {
    await fill(unfinished)
    // another process may have been faster; what it made is the same
    if (!(await exists(folder))) await rename(unfinished, folder)
  } finally {
    await rm(unfinished, { recursive: true, force: true })
  }
}

function folderOf({ name, version }: NpmPackage): string {
  return `${name.replace(/^@.*\//, '')}-${version}`
}
