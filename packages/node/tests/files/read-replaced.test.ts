import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { replaceFolder } from '../../src/files/atomic.js'
import { readReplaced } from '../../src/files/read-replaced.js'
import { temporaryBeside } from '../../src/files/temporary.js'
import { temporaryFolder } from '../cli/run-spad.js'

let dir: string
let model: string
beforeEach(async () => {
  dir = await temporaryFolder()
  model = join(dir, 'model')
})

/** Two files that belong together, and cannot be read of one piece where they do not. */
async function readPair(place: string): Promise<string> {
  const one = await readFile(join(place, 'one'), 'utf8')
  await new Promise((resolve) => setTimeout(resolve, Math.round(2 * ((Number(one) % 3) / 2))))
  const two = await readFile(join(place, 'two'), 'utf8')
  if (one !== two) throw new Error(`${one} and ${two}`)
  return one
}

it('reads while a writer replaces again and again, and disturbs it never', async () => {
  let writing = true
  const writer = async (): Promise<void> => {
    for (let i = 0; i < 300; i++)
      await replaceFolder(model, [
        { name: 'one', data: String(i) },
        { name: 'two', data: String(i) },
      ])
    writing = false
  }
  await replaceFolder(model, [
    { name: 'one', data: '0' },
    { name: 'two', data: '0' },
  ])
  const reader = async (): Promise<number> => {
    let read = 0
    while (writing) {
      expect(await readReplaced(model, readPair)).toMatch(/^\d+$/)
      read++
    }
    return read
  }
  const [, ...reads] = await Promise.all([writer(), reader(), reader(), reader()])
  expect(Math.min(...reads)).toBeGreaterThan(10)
  expect(await readReplaced(model, readPair)).toBe('299')
  expect(await readdir(dir)).toEqual(['model'])
})

it('finds what stepped aside, and leaves it there', async () => {
  await replaceFolder(model, [
    { name: 'one', data: '7' },
    { name: 'two', data: '7' },
  ])
  const aside = temporaryBeside(model, 'old')
  await rename(model, aside)
  expect(await readReplaced(model, readPair)).toBe('7')
  expect(await readdir(aside)).toEqual(['one', 'two'])
  await rm(aside, { recursive: true })
  expect(await readReplaced(model, readPair)).toBeUndefined()
})

it('passes on at once what is wrong with a folder that nobody replaces', async () => {
  await mkdir(model)
  await writeFile(join(model, 'one'), '1')
  const began = performance.now()
  await expect(readReplaced(model, readPair)).rejects.toThrow('no such file')
  expect(performance.now() - began).toBeLessThan(1000)
})
