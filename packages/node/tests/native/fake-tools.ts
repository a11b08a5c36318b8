import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createHash } from 'node:crypto'
import { onTestFinished } from 'vitest'
import type { TensorFlowRelease } from '../../src/native/tensorflow-release.js'
import { makeFolder } from '../data/pictures.js'

/** The programs that an installation calls, in JavaScript; `args` are theirs, `after(x)` what follows x. */
const working = {
  getconf: `console.log('glibc 2.36')`,
  'nvidia-smi': `console.log('GPU 0: a card')`,
  npm: `if (args[0] === 'pack') fs.writeFileSync(after('--pack-destination') + '/x.tgz', args[1])`,
  tar: `if (args[0] === '-xzf') fs.writeFileSync(after('-C') + '/package.json', '{}')`,
  'g++': `if (after('-o')) fs.writeFileSync(after('-o'), args.join(' '))`,
  python3: `
    if (args[2] === 'download') fs.writeFileSync(after('-d') + '/x.whl', args.at(-1))
    if (args[0] === '-c') fs.mkdirSync(args[3] + '/tensorflow', { recursive: true })
  `,
}

export type Tool = keyof typeof working

/** A machine with nothing but fake programs and an empty cache. */
export interface FakeMachine {
  readonly cache: string
  /** The calls so far, a line each. */
  calls(): Promise<string[]>
  /** Gives a program another behaviour, or takes it away. */
  replace(tool: Tool, code: string | undefined): Promise<void>
}

/** Puts fake programs on PATH, and nothing else, until the test is over. */
export async function fakeMachine(): Promise<FakeMachine> {
  const root = await makeFolder()
  const [bin, cache, log] = [join(root, 'bin'), join(root, 'cache'), join(root, 'log')]
  await mkdir(bin)
  const put = async (tool: string, code: string): Promise<void> => {
    const head = `#!${process.execPath}\nconst fs = require('node:fs')\n`
    const args = `const [, , ...args] = process.argv\n`
    const note = `fs.appendFileSync('${log}', '${tool} ' + args.join(' ').replace(/\\n/g, ' ') + '\\n')\n`
    const after = `const after = (flag) => args[args.indexOf(flag) + 1 || Infinity]\n`
    await writeFile(join(bin, tool), head + args + note + after + code)
    await chmod(join(bin, tool), 0o755)
  }
  for (const [tool, code] of Object.entries(working)) await put(tool, code)
  const before = { PATH: process.env.PATH, XDG_CACHE_HOME: process.env.XDG_CACHE_HOME }
  Object.assign(process.env, { PATH: bin, XDG_CACHE_HOME: cache })
  onTestFinished(() => {
    for (const [name, value] of Object.entries(before))
      if (value === undefined) Reflect.deleteProperty(process.env, name)
      else process.env[name] = value
  })
  return {
    cache: join(cache, 'spad', 'native'),
    calls: async () => (await readFile(log, 'utf8').catch(() => '')).trim().split('\n'),
    replace: (tool, code) => (code === undefined ? rm(join(bin, tool)) : put(tool, code)),
  }
}

const hash = (name: string, text: string, as: 'hex' | 'base64'): string =>
  createHash(name).update(text).digest(as)

/** What the fake programs deliver. */
export const fakeRelease: TensorFlowRelease = {
  flavor: 'cpu',
  version: '3.0.0',
  size: { download: 1e6, disk: 1e6 },
  wheels: [
    { name: 'flow', version: '3.0.0', sha256: hash('sha256', 'flow==3.0.0', 'hex'), keep: ['x/'] },
    { name: 'card', version: '1.0', sha256: hash('sha256', 'card==1.0', 'hex'), keep: ['y/'] },
  ],
  tfjsNode: {
    name: '@t/binding',
    version: '4.0.0',
    integrity: `sha512-${hash('sha512', '@t/binding@4.0.0', 'base64')}`,
  },
  nodeHeaders: {
    name: 'headers',
    version: '1.0.0',
    integrity: `sha512-${hash('sha512', 'headers@1.0.0', 'base64')}`,
  },
}
