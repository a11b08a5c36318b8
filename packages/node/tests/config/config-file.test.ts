import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  formatConfig,
  mergeConfig,
  parseSetting,
  readConfigFile,
} from '../../src/config/config-file.js'
import { temporaryFolder } from '../cli/run-spad.js'

async function file(name: string, text: string): Promise<string> {
  const path = join(await temporaryFolder(), name)
  await writeFile(path, text)
  return path
}

describe('readConfigFile', () => {
  it('reads YAML and JSON', async () => {
    const config = { steps: 3, scd: { keep: 0.5 } }
    expect(await readConfigFile(await file('a.yaml', formatConfig(config)))).toEqual(config)
    expect(await readConfigFile(await file('a.json', JSON.stringify(config)))).toEqual(config)
    expect(await readConfigFile(await file('empty.yaml', '# nothing\n'))).toEqual({})
  })

  it('refuses what is no group of options', async () => {
    const path = await file('list.yaml', '- steps\n')
    await expect(readConfigFile(path)).rejects.toThrow('holds no options')
  })

  it('says where YAML is broken', async () => {
    const path = await file('bad.yaml', 'steps: [3\n')
    await expect(readConfigFile(path)).rejects.toThrow(/is no valid YAML or JSON: .* at line 2/)
  })

  it('follows merge keys, and refuses several documents', async () => {
    const merge = 'scd: &p { until: 0.15, keep: 1 }\nbcd:\n  <<: *p\n  until: 0.3\n'
    expect(await readConfigFile(await file('merge.yaml', merge))).toEqual({
      scd: { until: 0.15, keep: 1 },
      bcd: { until: 0.3, keep: 1 },
    })
    await expect(
      readConfigFile(await file('two.yaml', 'steps: 3\n---\nsteps: 4\n')),
    ).rejects.toThrow(
      'two.yaml` holds several YAML documents, divided by lines of `---`: options are read from one.',
    )
  })

  it('refuses aliases that grow without bounds', async () => {
    const lines = Array.from(
      { length: 9 },
      (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`,
    )
    const path = await file('laughs.yaml', `a0: &a0 x\n${lines.join('\n')}\n`)
    await expect(readConfigFile(path)).rejects.toThrow(/is no valid YAML or JSON: .*alias/i)
  })

  it('takes `__proto__` for a name like any other', async () => {
    const read = await readConfigFile(await file('a.json', '{"__proto__": {"steps": 3}}'))
    const merged = mergeConfig({}, mergeConfig(read, parseSetting('__proto__.batch=2')))
    expect(merged.steps).toBeUndefined()
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype)
    expect(Object.entries(merged)).toEqual([['__proto__', { steps: 3, batch: 2 }]])
    expect(({} as Record<string, unknown>).batch).toBeUndefined()
  })

  it('says that there is no such file', async () => {
    await expect(readConfigFile('/nowhere/a.yaml')).rejects.toThrow(
      '`/nowhere/a.yaml` could not be read: there is no such file or folder. Check the path (ENOENT).',
    )
  })
})

describe('mergeConfig', () => {
  it('merges groups and replaces the rest', () => {
    expect(
      mergeConfig(
        { a: 1, scd: { keep: 1, until: 2 }, ema: false },
        { a: 2, scd: { keep: 3 }, ema: {} },
      ),
    ).toEqual({ a: 2, scd: { keep: 3, until: 2 }, ema: {} })
  })
})

describe('parseSetting', () => {
  it('reads a path and a YAML value', () => {
    expect(parseSetting('scd.keep=0.3')).toEqual({ scd: { keep: 0.3 } })
    expect(parseSetting('augment=false')).toEqual({ augment: false })
  })

  it.each(['augment=', 'augment= '])('refuses no value: "%s"', (setting) => {
    expect(() => parseSetting(setting)).toThrow(
      `\`--set\` is "${setting}": it has no value. Write one, \`null\` for none.`,
    )
  })

  it('refuses what has no path', () => {
    expect(() => parseSetting('=3')).toThrow(
      '`--set` is "=3": it must have the form `key.path=value`.',
    )
  })
})
