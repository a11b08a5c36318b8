import { fail } from '@spad/core'
import { type Command, InvalidArgumentError } from 'commander'
import {
  isGroup,
  mergeConfig,
  parseSetting,
  type RawConfig,
  readConfigFile,
} from '../config/config-file.js'
import type { ConfigOrigin } from '../config/check-config.js'

/** Flags as commander collected them. */
export type Flags = Readonly<Record<string, unknown>>

/** Reads a number; whether it is in range is the schema's business. */
export function numeric(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value))
    throw new InvalidArgumentError('It must be a number.')
  return value
}

/** Reads numbers with commas between them. */
export function numbers(text: string): number[] {
  return text.split(',').map(numeric)
}

/** Takes an option that may be given again, in order. */
export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value]
}

/** The same, of what is mostly given once: then it stays a text. */
export function collectSome(
  value: string,
  before: string | readonly string[] | undefined,
): string | readonly string[] {
  return before === undefined ? value : [...[before].flat(), value]
}

/** What `--group-pattern` is for, as the help says it. */
export const GROUP_PATTERN_HELP =
  'whose image a case is, by its name, such as ^(.*)_: no split divides a group ' +
  "(default: dataset.json's, else each case by itself)"

/**
 * Adds what every command with options has: `--config` and `--set`.
 *
 * @param example A setting of that command.
 */
export function withConfig(command: Command, example: string): Command {
  return command
    .option('--config <file>', 'read options from a YAML or JSON file; flags override it')
    .option(
      '--set <key=value>',
      `set any option of the config file, such as ${example}; may be repeated`,
      collect,
    )
}

/** Adds an example below the help text. */
export function withExample(command: Command, ...lines: readonly string[]): Command {
  const examples = lines.map((line) => `  $ ${line}`).join('\n')
  return command.addHelpText('after', `\nExample:\n${examples}`)
}

/**
 * Puts options together: the config file, then `--set`, then flags, the later the stronger.
 *
 * @param ignored Flags that are no options of the config.
 */
export async function gatherOptions(
  flags: Flags,
  ignored: readonly string[] = [],
): Promise<{ given: RawConfig; origin: ConfigOrigin }> {
  const file = typeof flags.config === 'string' ? flags.config : undefined
  const settings = Array.isArray(flags.set) ? flags.set.map(String).map(parseSetting) : []
  const skipped = ['config', 'set', ...ignored]
  const direct = Object.fromEntries(
    Object.entries(flags).filter(([key, value]) => !skipped.includes(key) && value !== undefined),
  )
  const read = file === undefined ? {} : await readConfigFile(file)
  const given = [...settings, direct].reduce<RawConfig>(mergeConfig, read)
  return {
    given,
    origin: { ...(file === undefined ? {} : { file }), flags: Object.keys(direct) },
  }
}

/** Every option with a value, by its dotted path. */
export function flatten(config: RawConfig, prefix = ''): Map<string, unknown> {
  const flat = new Map<string, unknown>()
  for (const [key, value] of Object.entries(config)) {
    const path = prefix === '' ? key : `${prefix}.${key}`
    if (isGroup(value)) flatten(value, path).forEach((inner, at) => flat.set(at, inner))
    else flat.set(path, value)
  }
  return flat
}

/** Refuses two flags that contradict each other. */
export function refuseBoth(flags: Flags, one: string, other: string): void {
  if (flags[one] === true && flags[other] === true)
    fail('node', `\`--${one}\` and \`--${other}\` exclude each other: give one of them.`)
}
