import { resolve } from 'node:path'
import { fail } from '@spad/core'
import { shippedModels } from '@spad/models'
import { lockFile, refuseHeld } from '../files/lock.js'
import { inspectRunFolder } from '../run/run-folder.js'
import { runPaths } from '../run/run-paths.js'
import { isS3 } from '../s3/address.js'
import { checkConfig, type ConfigOrigin } from '../config/check-config.js'
import { mergeConfig, type RawConfig, readConfigFile } from '../config/config-file.js'
import { flatten, type Flags } from './options.js'
import { resolveConfig } from '../config/resolve-config.js'
import { formatSize, parseSize } from '../planning/size.js'
import { type TrainConfig, trainSchema } from '../config/train-config.js'

/** Options that may change between two sittings of a run; all others decide its numbers. */
const FREE = new Set([
  ...['out', 'data', 'backend', 'threads', 'workers', 'cache', 'parts', 'report', 'tensorboard'],
  // what that does to the schedules is said
  'steps',
])

/** What is to be done in the out directory. */
export interface Plan {
  readonly config: TrainConfig
  /** `resume`: go on in a run; `clear`: remove a run first; `new`: nothing is there. */
  readonly way: 'new' | 'clear' | 'resume'
  /** What a resumed run was begun with. */
  readonly stored?: TrainConfig
}

/**
 * Settles the options and what happens to a run that is there already.
 *
 * @throws SpadError if the out directory is occupied and neither `--resume` nor `--overwrite` is
 * given, or if a resumed run was begun with other options.
 */
export async function planRun(given: RawConfig, origin: ConfigOrigin, flags: Flags): Promise<Plan> {
  const out = typeof given.out === 'string' && given.out !== '' ? given.out : undefined
  if (flags.resume !== true || out === undefined) {
    const config = normalized(checkConfig(trainSchema, given, origin))
    return { config, way: await placeFor(config.out, flags.overwrite === true) }
  }
  if ((await inspectRunFolder(out)) !== 'run')
    fail('node', `\`--out\` is ${out}: there is no run to resume. Start one without \`--resume\`.`)
  await refuseHeld(lockFile(out))
  const { config: file } = runPaths(out)
  const stored = { ...(await readConfigFile(file)), out }
  const before = normalized(checkConfig(trainSchema, stored, { file, flags: [] }))
  const merged = mergeConfig(stored, given)
  const config = normalized(checkConfig(trainSchema, merged, origin))
  refuseParts(before, given, out)
  refuseChanges(settled(before), settled(config), out)
  return { config, way: 'resume', stored: before }
}

/** A run may come from somebody else, and its parts are a program: nobody's is started unasked. */
function refuseParts({ parts }: TrainConfig, given: RawConfig, out: string): void {
  if (parts === undefined || given.parts !== undefined) return
  fail(
    'node',
    `the run in \`${out}\` has parts of its own, in \`${parts}\`: a module whose code would be executed. ` +
      `If you trust it, give it again: \`--parts ${parts}\`.`,
  )
}

/**
 * What is to be done with a place for a new run.
 *
 * @throws SpadError if it is occupied, or a training is under way there.
 */
export async function placeFor(out: string, overwrite: boolean): Promise<'new' | 'clear'> {
  const there = await inspectRunFolder(out)
  if (there === 'free') return 'new'
  if (there === 'foreign')
    return fail(
      'node',
      `\`${out}\` holds files with the names of a run's, but not from a run of spad: they would ` +
        'be overwritten. Choose another `--out`.',
    )
  if (overwrite) {
    await refuseHeld(lockFile(out))
    return 'clear'
  }
  return fail(
    'node',
    `\`${out}\` already holds a run. Go on with it by \`--resume\`, replace it by ` +
      '`--overwrite`, or choose another `--out`.',
  )
}

function refuseChanges(before: RawConfig, now: RawConfig, out: string): void {
  const old = flatten(before)
  const fresh = flatten(now)
  for (const key of new Set([...old.keys(), ...fresh.keys()])) {
    const [was, is] = [old.get(key), fresh.get(key)]
    if (FREE.has(key) || JSON.stringify(was) === JSON.stringify(is)) continue
    fail(
      'node',
      `\`${key}\` is ${shown(is) ?? 'not set'}: the run in \`${out}\` was begun with ${shown(was) ?? 'none'}, and ` +
        'it can only be resumed as it was begun. Leave it out, or start another run.',
    )
  }
}

/** The options with everything filled in, so that two ways to say one thing are equal. */
function settled(config: TrainConfig): RawConfig {
  const size = parseSize(config.size ?? '') ?? { height: 1, width: 1 }
  // what data decide is in the size already; the recipe asks for classes only to hand them on
  const classes = ['background', 'target'].map((name, value) => ({ name, value, color: BLACK }))
  return { ...resolveConfig(config, size, { channels: 1, classes }) }
}

const BLACK = [0, 0, 0] as const

function shown(value: unknown): string | undefined {
  const text = JSON.stringify(value) as string | undefined
  return text === undefined || text.length <= 80 ? text : `${text.slice(0, 79)}…`
}

/** One spelling for one meaning: absolute paths, sizes as height x width. */
function normalized(config: TrainConfig): TrainConfig {
  const size = config.size === undefined ? undefined : parseSize(config.size)
  return {
    ...config,
    data: absolute(config.data),
    out: resolve(config.out),
    ...(config.init === undefined || Object.hasOwn(shippedModels, config.init)
      ? {}
      : { init: absolutePlace(config.init) }),
    ...(config.parts === undefined ? {} : { parts: resolve(config.parts) }),
    ...(size ? { size: formatSize(size) } : {}),
  }
}

/** A folder, also by its description, wherever a run is gone on with; what other parts mean by a text is theirs. */
function absolute(data: TrainConfig['data']): TrainConfig['data'] {
  if (typeof data === 'string') return absolutePlace(data)
  return data.type === 'folder' ? { ...data, dir: absolutePlace(String(data.dir)) } : data
}

/** An address in S3 is one from everywhere. */
function absolutePlace(place: string): string {
  return isS3(place) ? place : resolve(place)
}
