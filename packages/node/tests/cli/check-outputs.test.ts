import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { spad, temporaryFolder } from './run-spad.js'

let folder: string

beforeAll(async () => {
  folder = join(await temporaryFolder(afterAll), 'plan.json')
  await mkdir(folder)
})

const commands = [
  ['plan', '--data', 'none', '--json'],
  ['dataset', 'check', '--data', 'none', '--json'],
  ['evaluate', '--data', 'none', '--model', 'none', '--json'],
  ['export', '--model', 'none', '--onnx'],
  ['export', '--model', 'none', '--safetensors'],
]

it.each(commands)('refuses a folder as a file before any work: %s %s', async (...command) => {
  const { status, err } = await spad(...command, folder)
  expect(status).toBe(2)
  expect(err).toContain(`is ${folder}: that is a folder. Give the name of a file.`)
})

it('writes no two exports into one file', async () => {
  const file = join(folder, 'model')
  const { status, err } = await spad(
    ...['export', '--model', 'none', '--onnx', file, '--safetensors', file],
  )
  expect([status, err]).toEqual([
    2,
    `spad: \`--safetensors\` and \`--onnx\` are both ${file}: give each a file of its own.\n`,
  ])
})
