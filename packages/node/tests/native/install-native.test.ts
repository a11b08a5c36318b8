import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { installNative, type InstallWorld } from '../../src/native/install-native.js'
import { kernelDigest } from '../../src/native/kernel-sources.js'
import { fakeMachine, fakeRelease } from './fake-tools.js'

const report = {
  name: 'native',
  tfjs: 'tensorflow',
  version: 'TensorFlow 3',
  passedOver: [],
} as const
const world: InstallWorld = {
  release: fakeRelease,
  machine: { platform: 'linux', arch: 'x64' },
  prove: () => Promise.resolve({ name: 'native', works: true, report }),
}
const cuda = { ...world, release: { ...fakeRelease, flavor: 'cuda' } } as const

const addon = 'tensorflow-cpu-3.0.0-binding-4.0.0'
const libraries = 'tensorflow-cpu-3.0.0'
const kernels = `${libraries}-kernels-${kernelDigest()}`

test('fetches, compiles, proves; the second time it only proves', async () => {
  const machine = await fakeMachine()
  const steps: string[] = []
  const onStep = (step: string): void => void steps.push(step)
  expect(await installNative({ onStep }, world)).toBe(report)
  expect(steps).toEqual([
    'Fetching TensorFlow 3.0.0 (cpu, 0.0 GB) …',
    'Compiling the addon of tfjs-node …',
    'Compiling the kernels of @spad/node …',
    'Letting it compute …',
  ])
  expect((await readdir(machine.cache)).sort()).toEqual(
    ['binding-4.0.0', 'headers-1.0.0', libraries, addon, kernels].sort(),
  )
  const compiled = await readFile(join(machine.cache, addon, 'tfjs_binding.node'), 'utf8')
  expect(compiled).toContain('-DNAPI_VERSION=8')
  expect(compiled).toContain(`-I${machine.cache}/headers-1.0.0/include`)
  expect(compiled).toContain(`-Wl,-rpath,$ORIGIN/../${libraries}/tensorflow`)
  const ours = await readFile(join(machine.cache, kernels, 'spad_kernels.node'), 'utf8')
  expect(ours).toContain('/native/group-norm.cc ')
  expect(ours).toContain(`-Wl,-rpath,$ORIGIN/../${libraries}/tensorflow`)

  const before = await machine.calls()
  steps.length = 0
  await installNative({ onStep }, world)
  expect(await machine.calls()).toEqual(before)
  expect(steps).toEqual(['Letting it compute …'])
})

test('takes each wheel by name and version, for every Linux that TensorFlow runs on', async () => {
  const machine = await fakeMachine()
  await installNative({}, world)
  const downloads = (await machine.calls()).filter((call) => call.includes('pip download'))
  expect(downloads.map((call) => call.split(' ').at(-1))).toEqual(['flow==3.0.0', 'card==1.0'])
  for (const call of downloads) {
    expect(call).toContain('--no-deps')
    expect(call).toContain('--only-binary=:all:')
    expect(call).toContain('--platform manylinux_2_27_x86_64')
  }
})

test('says everything that is missing at once, before it downloads', async () => {
  const machine = await fakeMachine()
  await machine.replace('getconf', `console.log('glibc 2.17')`)
  for (const tool of ['npm', 'tar', 'g++', 'python3', 'nvidia-smi'] as const)
    await machine.replace(tool, undefined)
  const size = { download: 1e18, disk: 1e18 }
  const outcome = installNative({}, { ...cuda, release: { ...cuda.release, size } })
  await expect(outcome).rejects.toThrow('[@spad/node] native TensorFlow cannot be installed:\n')
  await expect(outcome).rejects.toThrow(
    [
      '  - glibc is 2.17: it must be 2.27 or newer. Use a newer system.',
      '  - npm is missing. It comes with Node: reinstall that.',
      '  - tar is missing. Install it (Debian, Ubuntu: `apt-get install tar`).',
      '  - g++ is missing. Install it (Debian, Ubuntu: `apt-get install g++`).',
      '  - python3 is missing. Install it (Debian, Ubuntu: `apt-get install python3 python3-pip`).',
      `  - space is missing: \`${machine.cache}\` has `,
    ].join('\n'),
  )
  await expect(outcome).rejects.toThrow('and it takes 2000000000.0 GB. Free some, or set XDG_CACHE')
  await expect(outcome).rejects.toThrow("\n  - nvidia-smi is missing. Install the card's driver")
})

test('a python without pip, and a system without glibc', async () => {
  const machine = await fakeMachine()
  await machine.replace('python3', `if (args[0] === '-m') process.exit(1)`)
  await machine.replace('getconf', `process.exit(1)`)
  await expect(installNative({}, world)).rejects.toThrow(
    '[@spad/node] native TensorFlow cannot be installed:\n' +
      '  - glibc is missing: TensorFlow needs 2.27 or newer, and does not run on musl (Alpine).\n' +
      '  - pip is missing: python3 has none. Install it (Debian, Ubuntu: `apt-get install python3-pip`).',
  )
})

test('another system is refused', async () => {
  for (const machine of [
    { platform: 'darwin', arch: 'arm64' },
    { platform: 'linux', arch: 'arm64' },
  ])
    await expect(installNative({}, { ...world, machine })).rejects.toThrow(
      `native TensorFlow cannot be built on ${machine.platform} arm64: it must be Linux on x86-64.`,
    )
})

test.each([
  {
    what: 'pip that reaches nothing',
    tool: 'python3',
    code: `if (args[2] === 'download') { console.error('ERROR: No matching distribution'); process.exit(1) }`,
    message:
      'pip could not download flow==3.0.0. Does `python3 -m pip download` reach its registry? It ' +
      'says:\nERROR: No matching distribution',
  },
  {
    what: 'a full disk while pip downloads',
    tool: 'python3',
    code: `if (args[2] === 'download') { console.error('OSError: [Errno 28] No space left on device'); process.exit(1) }`,
    message:
      'pip could not download flow==3.0.0: there is no space left. Free some, or set XDG_CACHE_HOME',
  },
  {
    what: 'a full disk while a wheel is unpacked',
    tool: 'python3',
    code: `
      if (args[2] === 'download') fs.writeFileSync(after('-d') + '/x.whl', args.at(-1))
      if (args[0] === '-c') { console.error('OSError: [Errno 28] No space left on device'); process.exit(1) }
    `,
    message: '`x.whl` could not be unpacked: there is no space left.',
  },
  {
    what: 'another wheel than expected',
    tool: 'python3',
    code: `if (args[2] === 'download') fs.writeFileSync(after('-d') + '/x.whl', 'other')`,
    message: `it must be ${fakeRelease.wheels[0]!.sha256}. Something between here and PyPI changed it`,
  },
  {
    what: 'npm that reaches nothing',
    tool: 'npm',
    code: `if (args[0] === 'pack') { console.error('npm error code ENOTFOUND'); process.exit(1) }`,
    message:
      'npm could not download @t/binding@4.0.0. Does `npm ping` reach its registry? It says:\n' +
      'npm error code ENOTFOUND',
  },
  {
    what: 'another package than expected',
    tool: 'npm',
    code: `if (args[0] === 'pack') fs.writeFileSync(after('--pack-destination') + '/x.tgz', 'other')`,
    message: `it must be ${fakeRelease.tfjsNode.integrity}. Something between here and npm changed`,
  },
  {
    what: 'a compiler that is too old',
    tool: 'g++',
    code: `if (after('-o')) { console.error('error: unrecognized option -std=c++17'); process.exit(1) }`,
    message:
      'g++ could not compile the addon of tfjs-node: it must know C++17. It says:\n' +
      'error: unrecognized option -std=c++17',
  },
] as const)('$what', async ({ tool, code, message }) => {
  const machine = await fakeMachine()
  await machine.replace(tool, code)
  await expect(installNative({}, world)).rejects.toThrow(message)
  const left = await readdir(machine.cache)
  expect(left.filter((name) => name.includes('unfinished'))).toEqual([])
  expect(left).not.toContain(addon)
})

test('an addon that computes wrongly goes, the libraries stay', async () => {
  const machine = await fakeMachine()
  const prove: InstallWorld['prove'] = () =>
    Promise.resolve({ name: 'native', works: false, reason: 'it died.' })
  await expect(installNative({}, { ...world, prove })).rejects.toThrow(
    `TensorFlow is installed but does not compute: it died. To begin anew, remove \`${machine.cache}\``,
  )
  expect(await readdir(machine.cache)).toContain(libraries)
  expect(await readdir(machine.cache)).not.toContain(addon)
})

test('stops when it is told to', async () => {
  const machine = await fakeMachine()
  await machine.replace('python3', `if (args[2] === 'download') setTimeout(() => 0, 60_000)`)
  const signal = AbortSignal.timeout(1500)
  await expect(installNative({ signal }, world)).rejects.toThrow('aborted due to timeout')
  expect(await readdir(machine.cache)).toEqual([])
})
