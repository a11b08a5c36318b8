// @ts-check
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath, URL } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'
import { describeMachine, runChild } from '../../study/environment.mjs'

const file = (/** @type {string} */ name) =>
  fileURLToPath(new URL(`../../study/${name}`, import.meta.url))
const companion = ['--import', file('companion.mjs')]

test('a child tells what it said, how it ended and how long the processor worked', async () => {
  const script = "console.log('out'); console.error('err'); process.exitCode = 3"
  const { status, out, err, cpu } = await runChild([...companion, '-e', script])
  expect([status, out, err]).toEqual([3, 'out\n', 'err\n'])
  expect(cpu).toBeGreaterThan(0)
})

test('a child ends with a parent that is killed', async () => {
  const notes = await mkdtemp(join(tmpdir(), 'spad-child-'))
  onTestFinished(() => rm(notes, { recursive: true, force: true }))
  const note = join(notes, 'pid')
  const child = `require('node:fs').writeFileSync(${JSON.stringify(note)}, String(process.pid)); setInterval(() => 0, 100)`
  const parent = spawn(process.execPath, [
    ...['--input-type=module', '-e'],
    `import { runChild } from ${JSON.stringify(file('environment.mjs'))}
     await runChild(${JSON.stringify([...companion, '-e', child])})`,
  ])
  const pid = await vi.waitFor(async () => Number(await readFile(note, 'utf8')) || fail(), wait)
  expect(isThere(pid)).toBe(true)
  parent.kill('SIGKILL')
  await vi.waitFor(() => expect(isThere(pid)).toBe(false), wait)
})

const wait = { timeout: 30_000, interval: 50 }

/** @returns {never} */
function fail() {
  throw new Error('not yet')
}

/** @param {number} pid */
function isThere(pid) {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('a line says where it was made', () => {
  const machine = describeMachine({ name: 'wasm', version: '4.22.0' }, 2)
  expect(machine).toMatchObject({ jobs: 2, backend: 'wasm 4.22.0', node: process.version })
  expect(machine.tfjs).toMatch(/^\d+\.\d+/)
})
