import { fail } from '@spad/core'
import { closest } from 'fastest-levenshtein'
import type { z } from 'zod'

/** Where the options came from, for messages. */
export interface ConfigOrigin {
  /** The config file, if there is one. */
  readonly file?: string
  /** The option paths that were given as flags, such as `steps` or `noise.scd`. */
  readonly flags: readonly string[]
}

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

/**
 * Checks options against a schema and fills in its defaults.
 *
 * @throws SpadError for the first thing that is wrong: an unknown key with the nearest known one, or
 * a value with the rule that it breaks.
 */
export function checkConfig<S extends z.ZodType>(
  schema: S,
  value: unknown,
  origin: ConfigOrigin,
): z.output<S> {
  const result = schema.safeParse(value, { reportInput: true })
  if (result.success) return result.data
  const issue = result.error.issues[0]
  return fail('node', issue ? describe(schema, value, issue, origin) : 'the options are invalid.')
}

function describe(schema: z.ZodType, value: unknown, issue: Issue, origin: ConfigOrigin): string {
  if (issue.code === 'invalid_union') {
    const inner = branchMeant(issue)
    if (inner) {
      const path = [...issue.path, ...inner.path]
      return describe(schema, value, { ...inner, path }, origin)
    }
  }
  if (issue.code === 'unrecognized_keys') return unknownKey(schema, issue, origin)
  const given = valueAt(value, issue.path)
  const path = dotted(issue.path)
  if (given === undefined) {
    const flag = issue.path.length === 1 ? `Give \`--${kebab(path)}\` or set it` : 'Set it'
    return `\`${path}\` is missing. ${flag} in the config file.`
  }
  const name = origin.flags.some((flag) => path === flag || path.startsWith(`${flag}.`))
    ? `\`--${kebab(path)}\``
    : `\`${path}\`${place(origin)}`
  return `${name} is ${show(given)}: it ${ruleOf(issue)}.`
}

function unknownKey(
  schema: z.ZodType,
  issue: Extract<Issue, { code: 'unrecognized_keys' }>,
  origin: ConfigOrigin,
): string {
  const key = issue.keys[0] ?? ''
  const known = knownKeys(schema, issue.path)
  const name = dotted([...issue.path, key])
  const nearest = dotted([...issue.path, closest(key, known)])
  const list = known.map((option) => `\`${option}\``).join(', ')
  const near = `The nearest known one is \`${nearest}\``
  return `\`${name}\`${place(origin)} is no known option. ${near}; there are ${list}.`
}

/** Of several allowed forms, the complaint about the one that was meant: the one that got furthest. */
function branchMeant(issue: Extract<Issue, { code: 'invalid_union' }>): Issue | undefined {
  const complaints = issue.errors.flatMap((branch) => branch.slice(0, 1))
  // who gave no `type` did not mean a part
  const untyped = ({ code, path: [key], input }: Issue): boolean =>
    code === 'invalid_type' && key === 'type' && input === undefined
  const depth = (complaint: Issue): number =>
    untyped(complaint)
      ? 0
      : complaint.path.length * 2 +
        (['invalid_type', 'invalid_value'].includes(complaint.code) ? 0 : 1)
  const meant = complaints.reduce<Issue | undefined>(
    (best, complaint) => (best && depth(best) >= depth(complaint) ? best : complaint),
    undefined,
  )
  return meant && depth(meant) > 0 ? meant : undefined
}

/** What a schema accepts as keys at a path; empty where it takes any. */
function knownKeys(schema: z.ZodType, path: Path): string[] {
  let here: z.ZodType[] = [schema]
  for (const key of path) here = here.flatMap((one) => children(one, key))
  return here.flatMap((one) => shapes(one).flatMap((shape) => Object.keys(shape)))
}

function children(schema: z.ZodType, key: PropertyKey): z.ZodType[] {
  return shapes(schema).flatMap((shape) => {
    const child = shape[String(key)]
    return child ? [child] : []
  })
}

function shapes(schema: z.ZodType): Readonly<Record<string, z.ZodType>>[] {
  const { def } = schema as unknown as {
    def: {
      shape?: Record<string, z.ZodType>
      innerType?: z.ZodType
      in?: z.ZodType
      options?: z.ZodType[]
    }
  }
  if (def.shape) return [def.shape]
  const inner = [def.innerType, def.in, ...(def.options ?? [])]
  return inner.flatMap((one) => (one ? shapes(one) : []))
}

function ruleOf(issue: Issue): string {
  // a rule of the schema's own says more than its kind
  if (issue.message.startsWith('must ')) return issue.message
  switch (issue.code) {
    case 'too_small':
      return `must be ${issue.inclusive === false ? 'more than' : 'at least'} ${String(issue.minimum)}`
    case 'too_big':
      return `must be ${issue.inclusive === false ? 'less than' : 'at most'} ${String(issue.maximum)}`
    case 'invalid_type':
      return `must be ${NOUNS[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(show).join(', ')}`
    case 'invalid_union':
      return [...new Set(issue.errors.flatMap((branch) => branch.slice(0, 1).map(ruleOf)))].join(
        ' or ',
      )
    default:
      return issue.message
  }
}

const NOUNS: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  boolean: '`true` or `false`',
  object: 'a group of options',
}

function place({ file }: ConfigOrigin): string {
  return file === undefined ? '' : ` in ${file}`
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (here, key) =>
      typeof here === 'object' && here !== null
        ? (here as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  )
}

function dotted(path: Path): string {
  return path.map(String).join('.')
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}

/** `noiseSeed` → `noise-seed`. */
function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
