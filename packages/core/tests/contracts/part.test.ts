import { expect, test } from 'vitest'
import { buildPart, configOf, configured, optionsOf, type PartTable } from '../../src/index.js'

const table: PartTable<() => number> = {
  seven: () => () => 7,
  twice: (config, build) => {
    const inner = build?.curve?.({ type: String(config.of) }) as () => number
    return () => 2 * inner()
  },
}

test('a part carries its description; a plain function has the type custom', () => {
  const part = configured(() => 7, { type: 'seven' })
  expect([part(), part.config]).toEqual([7, { type: 'seven' }])
  expect(configOf(part)).toEqual({ type: 'seven' })
  expect(configOf(() => 7)).toEqual({ type: 'custom' })
})

test('a table builds a part, with the parts inside of it', () => {
  expect(buildPart('test', 'number', table, { type: 'seven' })()).toBe(7)
  const build = { curve: (config: { type: string }) => table[config.type]?.(config) }
  expect(buildPart('test', 'number', table, { type: 'twice', of: 'seven' }, build)()).toBe(14)
})

test.each(['eight', 'toString'])('%s is no part of the table', (type) => {
  expect(() => buildPart('test', 'number', table, { type })).toThrow(
    `[@spad/test] \`type\` is "${type}": no number has that name (known: seven, twice). Add it to the table of parts.`,
  )
})

test('options come without the type, and only those that are known', () => {
  expect(optionsOf('test', { type: 'mine', size: 3 }, ['size', 'depth'])).toEqual({ size: 3 })
  expect(() => optionsOf('test', { type: 'mine', sise: 3 }, ['size'])).toThrow(
    '[@spad/test] `sise` is no option of `mine`: it has size.',
  )
})
