import { mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { replaceFolder, settleFolder, writeAtomically } from '../../src/files/atomic.js'
import { temporaryBeside } from '../../src/files/temporary.js'
import { temporaryFolder } from '../cli/run-spad.js'

let dir: string
beforeEach(async () => {
  dir = await temporaryFolder()
})

describe('writeAtomically', () => {
  it('makes folders and leaves no temporary file', async () => {
    await writeAtomically(join(dir, 'a/b.txt'), 'one')
    await writeAtomically(join(dir, 'a/b.txt'), 'two')
    expect(await readFile(join(dir, 'a/b.txt'), 'utf8')).toBe('two')
    expect(await readdir(join(dir, 'a'))).toEqual(['b.txt'])
  })

  it('takes no address in S3 for a path', async () => {
    for (const place of ['s3://clinic/runs/a.json', join(dir, 's3:/clinic/runs/a.json')])
      await expect(writeAtomically(place, 'one')).rejects.toThrow(
        '`s3://clinic/runs` is in S3, where results of `spad segment` alone are written: name a folder.',
      )
    expect(await readdir(dir)).toEqual([])
  })

  it('explains what stands in the way and keeps the old file', async () => {
    await writeFile(join(dir, 'file'), '')
    await expect(writeAtomically(join(dir, 'file/b.txt'), 'x')).rejects.toThrow(
      /could not be written: a .* (in the way|is a file).*/,
    )
  })
})

describe('replaceFolder', () => {
  const names = async (path: string): Promise<string[]> => (await readdir(path)).sort()

  it('replaces all of the files', async () => {
    const folder = join(dir, 'checkpoint')
    await replaceFolder(folder, [{ name: 'a', data: '1' }])
    await replaceFolder(folder, [{ name: 'b', data: '2' }])
    expect(await names(folder)).toEqual(['b'])
    expect(await names(dir)).toEqual(['checkpoint'])
  })

  it('keeps the old one if a file cannot be written', async () => {
    const folder = join(dir, 'checkpoint')
    await replaceFolder(folder, [{ name: 'a', data: '1' }])
    const bad = [
      { name: 'b', data: '2' },
      { name: 'no/such/folder', data: '3' },
    ]
    await expect(replaceFolder(folder, bad)).rejects.toThrow(`\`${folder}\` could not be written`)
    expect(await names(folder)).toEqual(['a'])
    expect(await names(dir)).toEqual(['checkpoint'])
  })

  it('is settled after a kill at any of its moments', async () => {
    const folder = join(dir, 'checkpoint')
    await replaceFolder(folder, [{ name: 'a', data: '1' }])
    await mkdir(temporaryBeside(folder, 'new')) // killed while writing
    await settleFolder(folder)
    expect(await names(dir)).toEqual(['checkpoint'])
    await mkdir(temporaryBeside(folder, 'new'))
    await rename(folder, temporaryBeside(folder, 'old')) // killed between the renames
    await settleFolder(folder)
    expect(await names(dir)).toEqual(['checkpoint'])
    expect(await names(folder)).toEqual(['a'])
    await mkdir(temporaryBeside(folder, 'old')) // killed before the old one was removed
    await settleFolder(folder)
    expect(await names(dir)).toEqual(['checkpoint'])
  })

  it("leaves alone what may be a user's, and follows no link", async () => {
    const folder = join(dir, 'model')
    const mine = ['model.old', 'model.tmp', 'model.json.tmp']
    for (const name of mine) await mkdir(join(dir, name))
    await mkdir(join(dir, 'elsewhere'))
    await symlink(join(dir, 'elsewhere'), temporaryBeside(folder, 'old'))
    await replaceFolder(folder, [{ name: 'a', data: '1' }])
    await replaceFolder(folder, [{ name: 'a', data: '2' }])
    await writeAtomically(join(dir, 'model.json'), 'x')
    expect(await names(dir)).toEqual(expect.arrayContaining([...mine, 'elsewhere', 'model']))
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('2')
  })
})

describe('temporaryBeside', () => {
  it('is never the same twice, and never too long for a file system', () => {
    const long = `${'x'.repeat(250)}.png`
    const made = [1, 2].map(() => temporaryBeside(join(dir, long), 'new'))
    expect(new Set(made).size).toBe(2)
    expect(basename(made[0] ?? '').length).toBeLessThan(255)
  })
})
