import { describe, expect, it, vi } from 'vitest'
import { SpadError } from '@spad/core'
import { reportError } from '../../src/cli/exit.js'
import { previewSchema } from '../../src/config/preview-config.js'
import { trainSchema } from '../../src/config/train-config.js'
import { fakeMachine } from '../native/fake-tools.js'
import { spad } from './run-spad.js'

vi.setConfig({ testTimeout: 60_000 })

const COMMANDS = [
  'train',
  'segment',
  'evaluate',
  'preview',
  'info',
  'native',
  'demo',
  'serve',
  'work',
]

describe('spad', () => {
  it.each(COMMANDS)('%s --help shows an example', async (command) => {
    const { status, out } = await spad(command, '--help')
    expect(status).toBe(0)
    expect(out).toContain(`Usage: spad ${command}`)
    expect(out).toContain(`\nExample:\n  $ spad ${command} `.trimEnd())
  })

  it.each([
    ['train', trainSchema],
    ['cross-validate', trainSchema],
    ['preview', previewSchema],
    ...['segment', 'evaluate', 'serve', 'work'].map((command) => [command, undefined] as const),
  ] as const)('%s has the setting that its help shows', async (command, schema) => {
    const { out } = await spad(command, '--help')
    const key = /such as\s+(\w+)[\w.]*=[\w.]+[;]\s+may\s/.exec(out)?.[1] ?? ''
    expect(schema ? Object.keys(schema.shape) : out).toContain(schema ? key : `--${key} <`)
  })

  it('native install --help says what it takes', async () => {
    const { status, out } = await spad('native', 'install', '--help')
    expect(status).toBe(0)
    expect(out).toContain('--cuda')
    expect(out).toContain('python3, pip and g++')
  })

  it('native install says what is missing', async () => {
    const machine = await fakeMachine()
    await machine.replace('g++', undefined)
    const { status, out, err } = await spad('native', 'install')
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(err).toContain('spad: native TensorFlow cannot be installed:\n')
    expect(err).toContain('  - g++ is missing. Install it (Debian, Ubuntu: `apt-get install g++`).')
  })

  it('names the file that it cannot read', async () => {
    const reason = 'could not be read: there is no such file or folder. Check the path (ENOENT).\n'
    expect(await spad('train', '--config', 'none.yaml')).toMatchObject({
      status: 2,
      err: `spad: \`none.yaml\` ${reason}`,
    })
    expect(await spad('work', '--manifest', 'none.json', '--index', '0')).toMatchObject({
      status: 2,
      err: `spad: \`none.json\` ${reason}`,
    })
  })

  it('lists its commands, and its version', async () => {
    const { out } = await spad('--help')
    for (const command of COMMANDS) expect(out).toContain(`\n  ${command} `)
    expect((await spad('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it('refuses an unknown command and names the one that is meant', async () => {
    const { status, err } = await spad('trian')
    expect(status).toBe(2)
    expect(err).toContain("unknown command 'trian'")
    expect(err).toContain('Did you mean train?')
  })
})

describe('reportError', () => {
  const report = (error: unknown, env = {}) => {
    let err = ''
    const terminal = {
      out: () => undefined,
      err: (text: string) => (err += text),
      interactive: false,
    }
    const status = reportError(error, { ...terminal, env })
    return { status, err }
  }

  it('says what a user can mend without the package and without a stack', () => {
    expect(report(new SpadError('core', '`x` is 3: it must be 4.'))).toEqual({
      status: 2,
      err: 'spad: `x` is 3: it must be 4.\n',
    })
  })

  it('explains errors of the file system', () => {
    const error = Object.assign(new Error('write'), { code: 'ENOSPC', path: '/x' })
    expect(report(error)).toEqual({
      status: 2,
      err: 'spad: `/x` could not be used: there is no space left on that device. Free some (ENOSPC).\n',
    })
  })

  it('shows the stack of what nobody expected only when asked', () => {
    const error = new TypeError('x is undefined')
    expect(report(error)).toEqual({
      status: 1,
      err:
        'spad: unexpected error: x is undefined\n' +
        'Run it again with SPAD_DEBUG=1 to see where it comes from.\n',
    })
    expect(report(error, { SPAD_DEBUG: '1' }).err).toContain('main.test.ts')
  })
})
