import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fail } from '@spad/core'
import { type BackendListing, listBackends } from '../backend/list-backends.js'
import type { BackendReport } from '../backend/use-backend.js'
import { exists } from '../files/atomic.js'
import { lockFile, withLock } from '../files/lock.js'
import { compileAddon, compileKernels } from './compile-addon.js'
import { fetchNpm } from './fetch-npm.js'
import { fetchWheel } from './fetch-wheels.js'
import { makeOnce, nativePlaces } from './native-cache.js'
import { checkRequirements, gigabytes, type Machine } from './requirements.js'
import { releases, type TensorFlowRelease } from './tensorflow-release.js'

export interface InstallNativeOptions {
  /** The TensorFlow that uses NVIDIA's cards, with its CUDA libraries. @default false */
  readonly cuda?: boolean
  /** Told what is being done, a short phrase each. */
  readonly onStep?: (step: string) => void
  /** Ends the work with the signal's reason; what is whole stays. */
  readonly signal?: AbortSignal
}

/** What an installation needs besides its options: other values are for tests. */
export interface InstallWorld {
  readonly release: TensorFlowRelease
  readonly machine: Machine
  readonly prove: () => Promise<BackendListing | undefined>
}

/**
 * Gives this machine native TensorFlow: fetches its libraries with pip, compiles tfjs-node's addon
 * and our own kernels against them, and lets the backend prove itself in a process of its own. Everything goes into
 * `$XDG_CACHE_HOME/spad/native`, for all projects; what is there already is not made again. It needs
 * Linux on x86-64 with glibc 2.27, python3 with pip, npm, tar and g++, and for CUDA a card's driver.
 *
 * @returns What the backend says of itself.
 * @throws SpadError with all that is missing, or what went wrong and how to mend it.
 */
export async function installNative(
  options: InstallNativeOptions = {},
  world: InstallWorld = thisWorld(options.cuda === true),
): Promise<BackendReport> {
  const { onStep = () => undefined, signal } = options
  const { release, machine, prove } = world
  const places = nativePlaces(release)
  const root = dirname(places.addon)
  const locked = { work: 'an installation of native TensorFlow', told: onStep }
  if (!(await exists(places.addon)) || !(await exists(places.kernels))) {
    await checkRequirements(release, root, machine)
    await withLock(lockFile(root), locked, async () => {
      await makeOnce(places.libraries, async (folder) => {
        const { flavor, version, size, wheels } = release
        onStep(`Fetching TensorFlow ${version} (${flavor}, ${gigabytes(size.download)}) …`)
        for (const wheel of wheels) await fetchWheel(wheel, folder, signal)
      })
      onStep('Compiling the addon of tfjs-node …')
      await makeOnce(places.tfjsNode, (folder) => fetchNpm(release.tfjsNode, folder, signal))
      await makeOnce(places.nodeHeaders, (folder) => fetchNpm(release.nodeHeaders, folder, signal))
      await makeOnce(places.addon, (folder) => compileAddon(places, folder, signal))
      onStep('Compiling the kernels of @spad/node …')
      await makeOnce(places.kernels, (folder) => compileKernels(places, folder, signal))
    })
  }
  onStep('Letting it compute …')
  const listing = await prove()
  if (listing?.works) return listing.report
  // the next installation compiles it again; the libraries are what they should be
  await withLock(lockFile(root), locked, async () => {
    for (const folder of [places.addon, places.kernels])
      await rm(folder, { recursive: true, force: true })
  })
  return fail(
    'node',
    `TensorFlow is installed but does not compute: ${listing?.reason ?? ''} To begin anew, remove ` +
      `\`${root}\` and install again.`,
  )
}

function thisWorld(cuda: boolean): InstallWorld {
  const names = [cuda ? 'cuda' : 'native'] as const
  return {
    release: releases[cuda ? 'cuda' : 'cpu'],
    machine: process,
    prove: async () => (await listBackends({ names }))[0],
  }
}
