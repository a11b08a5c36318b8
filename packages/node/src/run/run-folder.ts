import { mkdir, readdir, readFile, rm, rmdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '@spad/core'
import { exists, makeFolders, settleFolder } from '../files/atomic.js'
import { explained } from '../files/explain-io.js'
import { type RunPaths, runPaths } from './run-paths.js'
import { temporariesOf, temporaryBeside } from '../files/temporary.js'

/** The first line of every run's `config.yaml`: by it a folder is known to be a run. */
export const RUN_MARK = '# The resolved options of a run of spad train.'

const OWN_FILE = /\.(json|bin)$/

/** What is at the place where a run is to go. */
export type Occupancy = 'free' | 'run' | 'foreign'

/**
 * Looks at an out directory: `free` for no folder or one without any of a run's names, `run` for a
 * run of ours, `foreign` if other files bear those names.
 *
 * @throws SpadError if it is a file or cannot be read.
 */
export async function inspectRunFolder(dir: string): Promise<Occupancy> {
  const paths = runPaths(dir)
  return await explained(dir, 'used as a run folder', async () => {
    if (!(await exists(dir))) return 'free'
    if (!(await stat(dir)).isDirectory())
      fail('node', `\`${dir}\` is a file: \`--out\` must be a folder, which is made if need be.`)
    if (await exists(paths.config)) {
      const text = await readFile(paths.config, 'utf8')
      return text.startsWith(RUN_MARK) ? 'run' : 'foreign'
    }
    const taken = await Promise.all(names(paths).map((path) => exists(path)))
    return taken.includes(true) ? 'foreign' : 'free'
  })
}

/**
 * Removes what a run consists of, and nothing else.
 *
 * @throws SpadError if a folder of the run holds a file that is none of a run's, before anything is
 * removed.
 */
export async function clearRun(dir: string): Promise<void> {
  const paths = runPaths(dir)
  const folders = [paths.model, paths.checkpoint]
  await settleRun(dir)
  await explained(dir, 'cleared', async () => {
    for (const folder of folders) await refuseForeignFiles(folder)
    for (const folder of folders) await removeFolder(folder)
    for (const file of filesOf(paths)) await rm(file, { force: true })
  })
}

/** Mends what a kill left behind. For the holder of the run's lock alone. */
export async function settleRun(dir: string): Promise<void> {
  const paths = runPaths(dir)
  await explained(dir, 'put in order', async () => {
    for (const folder of [paths.model, paths.checkpoint]) await settleFolder(folder)
    for (const file of filesOf(paths))
      for (const left of await temporariesOf(file, 'new')) await rm(left, { force: true })
  })
}

function filesOf({ metrics, table, report, config }: RunPaths): string[] {
  return [metrics, table, report, config]
}

/** Makes the folder for a run and tries to write there, so that a long work does not fail at its end. */
export async function prepareFolder(dir: string): Promise<void> {
  await explained(dir, 'made or written into', async () => {
    await makeFolders(dir)
    const probe = temporaryBeside(join(dir, 'probe'), 'new')
    await mkdir(probe)
    await rmdir(probe)
  })
}

/** Refuses a folder that holds anything but what a model or a checkpoint consists of. */
export async function refuseForeignFiles(folder: string): Promise<void> {
  if (!(await exists(folder))) return
  const foreign = (await readdir(folder)).find((name) => !OWN_FILE.test(name))
  if (foreign !== undefined)
    fail(
      'node',
      `\`${join(folder, foreign)}\` is no file of a run or a model: it would be deleted. Move it ` +
        'away, or choose another folder.',
    )
}

async function removeFolder(folder: string): Promise<void> {
  if (!(await exists(folder))) return
  for (const name of await readdir(folder)) await rm(join(folder, name))
  await rmdir(folder)
}

function names({ model, checkpoint, metrics, table, report }: RunPaths): string[] {
  return [model, checkpoint, metrics, table, report]
}
