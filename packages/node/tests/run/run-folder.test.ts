import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { clearRun, inspectRunFolder, prepareFolder, RUN_MARK } from '../../src/run/run-folder.js'
import { temporaryFolder } from '../cli/run-spad.js'

let dir: string
beforeEach(async () => {
  dir = join(await temporaryFolder(), 'run')
})

async function makeRun(): Promise<void> {
  await mkdir(join(dir, 'model'), { recursive: true })
  await writeFile(join(dir, 'model', 'model.json'), '{}')
  await writeFile(join(dir, 'config.yaml'), `${RUN_MARK}\nsteps: 3\n`)
  await writeFile(join(dir, 'notes.txt'), 'mine')
}

describe('inspectRunFolder', () => {
  it('tells nothing, a run and others apart', async () => {
    expect(await inspectRunFolder(dir)).toBe('free')
    await mkdir(dir)
    await writeFile(join(dir, 'notes.txt'), 'mine')
    expect(await inspectRunFolder(dir)).toBe('free')
    await writeFile(join(dir, 'config.yaml'), 'port: 80\n')
    expect(await inspectRunFolder(dir)).toBe('foreign')
    await makeRun()
    expect(await inspectRunFolder(dir)).toBe('run')
  })

  it('refuses a file', async () => {
    await writeFile(dir, '')
    await expect(inspectRunFolder(dir)).rejects.toThrow(`\`${dir}\` is a file: \`--out\` must be`)
  })
})

describe('clearRun', () => {
  it('removes a run and leaves what is not of it', async () => {
    await makeRun()
    await clearRun(dir)
    expect(await readdir(dir)).toEqual(['notes.txt'])
  })

  it('removes nothing if a folder of the run holds something else', async () => {
    await makeRun()
    await writeFile(join(dir, 'model', 'thesis.docx'), 'mine')
    await expect(clearRun(dir)).rejects.toThrow(
      'is no file of a run or a model: it would be deleted.',
    )
    expect((await readdir(dir)).sort()).toEqual(['config.yaml', 'model', 'notes.txt'])
    expect(await readdir(join(dir, 'model'))).toHaveLength(2)
  })
})

describe('prepareFolder', () => {
  it('finds out beforehand that it cannot write', async () => {
    await writeFile(dir, '')
    await expect(prepareFolder(join(dir, 'below'))).rejects.toThrow(
      'could not be made or written into: a part of that path is a file, not a folder.',
    )
    await expect(prepareFolder('/proc/spad')).rejects.toThrow('could not be made or written into')
  })
})
