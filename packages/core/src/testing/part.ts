import type { Option } from '../contracts/define-part.js'
import type { Build, PartConfig } from '../contracts/part.js'
import type { AnyPart } from '../contracts/part-table.js'
import { check, checkJson, checkSame, type Test, thrownBy } from './check.js'

export interface PartTestOptions<T, M> {
  /** Options by which it is described: all that have no default, and others. @default {} */
  readonly options?: Readonly<Record<string, unknown>>
  /** How parts inside of it are made. @default {} */
  readonly inside?: Build
  /** What a part of this kind is given besides. @default [] */
  readonly more?: M
  /** Frees what was made. @default nothing is done */
  readonly free?: (part: T) => void
}

/** Of these, every rule refuses one at least. */
const WRONG = [NaN, null, {}, [NaN], 'no such thing', -Infinity] as const

/**
 * The contract of what `definePart` makes, one test per rule: its options alone make it, describe it and
 * refuse what is wrong.
 *
 * @param test `test` of your test runner.
 * @param name What the tests are called.
 */
export function testPart<T extends object, M extends unknown[]>(
  test: Test,
  name: string,
  part: AnyPart<T, M>,
  options: PartTestOptions<T, M> = {},
): void {
  const { options: given = {}, inside = {}, more = [] as unknown as M, free } = options
  const make = (described: object): PartConfig => {
    const made = part.read({ type: part.type, ...described }, inside, ...more)
    free?.(made)
    return made.config
  }
  const refused = async (described: object, option: string, what: string): Promise<void> => {
    const { message } = (await thrownBy(() => make(described), `${name} with ${what}`)) as Error
    check(
      message.startsWith(`[@spad/${part.where}] `) && message.includes(option),
      `${what} is refused by "${message}": it must name @spad/${part.where} and \`${option}\``,
    )
  }
  const each = Object.entries<Option>(part.options)

  test(`${name}: describes itself in JSON, from which an equal one is made`, () => {
    const config = make(given)
    checkJson(config, 'config')
    checkSame(config.type, part.type, '`config.type`')
    checkSame(
      make(JSON.parse(JSON.stringify(config)) as object),
      config,
      '`config` of a second one',
    )
  })

  test(`${name}: an option that is left out is its default, which keeps its rule`, () => {
    const config = make(given)
    for (const [option, { rule, ...rest }] of each) {
      const { default: standard } = rest
      if (standard !== undefined) rule.check(standard, option, part.where)
      check(
        option in config || ('default' in rest && standard === undefined),
        `\`config.${option}\` is missing: a description has every option`,
      )
    }
  })

  test(`${name}: refuses an option that it does not have`, async () => {
    await refused({ ...given, noSuchOption: 1 }, 'noSuchOption', 'an unknown option')
  })

  test(`${name}: refuses an option that is missing or wrong, by its name`, async () => {
    for (const [option, about] of each) {
      const others = Object.fromEntries(Object.entries(given).filter(([name]) => name !== option))
      if (!('default' in about || 'derive' in about))
        await refused(others, option, `no \`${option}\``)
      const wrong = WRONG.filter((value) => !keeps(about, value, part.where, inside))
      check(wrong.length > 0, `the rule of \`${option}\` refuses nothing`)
      for (const value of wrong)
        await refused(
          { ...others, [option]: value },
          option,
          `\`${option}\` of ${JSON.stringify(value)}`,
        )
    }
  })

  test(`${name}: says each rule in words`, () => {
    for (const [option, { rule }] of each)
      check(rule.words !== '', `the rule of \`${option}\` has no words`)
  })
}

function keeps({ rule }: Option, value: unknown, where: string, inside: Build): boolean {
  try {
    rule.check(value, 'it', where, inside)
    return true
  } catch {
    return false
  }
}
