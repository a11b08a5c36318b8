import { fail } from '@spad/core'
import { parseAllDocuments, stringify } from 'yaml'
import { readText } from '../files/read-text.js'

/** Options as they stand in a file or come from flags, before they are checked. */
export type RawConfig = Readonly<Record<string, unknown>>

/**
 * Reads a YAML or JSON config file (JSON is YAML).
 *
 * @throws SpadError if it cannot be read, is no YAML, or is not a group of options.
 */
export async function readConfigFile(path: string): Promise<RawConfig> {
  const text = await readText(path)
  const value: unknown = parseYaml(text, path) ?? {}
  if (!isGroup(value))
    fail(
      'node',
      `\`${path}\` holds no options: it must be a YAML or JSON object of \`key: value\`.`,
    )
  return value
}

/** Options as YAML text that {@link readConfigFile} reads back. */
export function formatConfig(config: RawConfig): string {
  return stringify(config)
}

/** `override` wins; groups are merged key by key, anything else is replaced. */
export function mergeConfig(base: RawConfig, override: RawConfig): RawConfig {
  const merged = new Map<string, unknown>(Object.entries(base))
  for (const [key, value] of Object.entries(override)) {
    if (value === undefined) continue
    const below = merged.get(key)
    merged.set(key, isGroup(below) && isGroup(value) ? mergeConfig(below, value) : value)
  }
  return Object.fromEntries(merged)
}

/** `--set noise.scd.keep=0.3` → `{ noise: { scd: { keep: 0.3 } } }`; the value is YAML. */
export function parseSetting(setting: string): RawConfig {
  const cut = setting.indexOf('=')
  if (cut < 1) fail('node', `\`--set\` is "${setting}": it must have the form \`key.path=value\`.`)
  const text = setting.slice(cut + 1)
  if (text.trim() === '')
    fail('node', `\`--set\` is "${setting}": it has no value. Write one, \`null\` for none.`)
  const value = parseYaml(text, `--set ${setting}`)
  return setting
    .slice(0, cut)
    .split('.')
    .reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as RawConfig
}

/** YAML 1.2 with the merge keys (`<<`) of 1.1, which many files have. */
function parseYaml(text: string, where: string): unknown {
  const [document, second] = parseAllDocuments(text, { prettyErrors: true, merge: true })
  if (second)
    fail(
      'node',
      `\`${where}\` holds several YAML documents, divided by lines of \`---\`: options are read from one. ` +
        'Keep one of them, or put each into a file of its own.',
    )
  try {
    const [error] = document?.errors ?? []
    if (error) throw error
    return document?.toJS() as unknown
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    return fail(
      'node',
      `\`${where}\` is no valid YAML or JSON: ${message.replace(/:$/, '')}.`,
      error,
    )
  }
}

/** Whether a value is a group of options: an object that is no list. */
export function isGroup(value: unknown): value is RawConfig {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
