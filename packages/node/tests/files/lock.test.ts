import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile, readdir, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { beforeEach, describe, expect, it } from 'vitest'
import { doLastActions } from '../../src/files/last-actions.js'
import { lockFile, refuseHeld, takeLock, withLock } from '../../src/files/lock.js'
import { thisProcess } from '../../src/files/process-identity.js'
import { temporaryFolder } from '../cli/run-spad.js'

let dir: string
let file: string
beforeEach(async () => {
  dir = await temporaryFolder()
  file = lockFile(dir)
})

const since = '2026-01-02T03:04:05.000Z'
const heldBy = (who: object): Promise<void> =>
  writeFile(
    file,
    JSON.stringify({ ...thisProcess(), since, work: 'a training', token: 'x', ...who }),
  )

/** The number of a process that has ended. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', ''])
  await new Promise((resolve) => child.on('close', resolve))
  return child.pid ?? 0
}

describe('takeLock', () => {
  it('leaves nothing where its process ends as soon as the file is there', async () => {
    const taking = takeLock(file, { work: 'a training' })
    while (!existsSync(file)) await new Promise(setImmediate)
    doLastActions()
    expect(await readdir(dir)).toEqual([])
    await (await taking).release()
  })

  it('lets one in, says who is at work to the next, and goes with its holder', async () => {
    await withLock(file, { work: 'a training' }, async () => {
      expect(await readdir(dir)).toEqual(['.spad-lock'])
      await expect(takeLock(file, { work: 'a segmentation' })).rejects.toThrow(
        new RegExp(
          `a training is under way in \`${dir}\`: process ${process.pid} on ${hostname()}, since .*Z\\. ` +
            'Wait until it ends, stop it, or choose another folder.',
        ),
      )
    })
    expect(await readdir(dir)).toEqual([])
    await (await takeLock(file, { work: 'another' })).release()
  })

  it('takes over from a process that is gone, and from one whose number another has now', async () => {
    const gone = [{ pid: await deadProcess() }, { started: `${thisProcess().started}0` }]
    for (const holder of gone) {
      await heldBy(holder)
      const told: string[] = []
      const lock = await takeLock(file, { work: 'a training', told: (text) => told.push(text) })
      expect(told.join('')).toMatch(
        /^A training \(process \d+ on .*, since 2026.*\) is gone: its lock on/,
      )
      await lock.release()
      expect(await readdir(dir)).toEqual([])
    }
  })

  it('leaves a lock of another machine alone, and says the cure', async () => {
    await heldBy({ host: 'elsewhere' })
    const before = await readFile(file, 'utf8')
    const refused =
      `a training may be under way in \`${dir}\`: process ${process.pid} on elsewhere, since ${since}, where ` +
      `this process cannot look. If it does not run any more, remove \`${file}\`.`
    await expect(takeLock(file, { work: 'a training' })).rejects.toThrow(refused)
    await expect(refuseHeld(file)).rejects.toThrow(refused)
    expect(await readFile(file, 'utf8')).toBe(before)
  })

  it('says that a lock is damaged', async () => {
    await writeFile(file, '')
    await expect(takeLock(file, { work: 'a training' })).rejects.toThrow(
      'does not say who is at work: it is damaged.',
    )
  })

  it('notices that another has it by now', async () => {
    const lock = await takeLock(file, { work: 'a training' })
    await lock.check()
    await heldBy({ host: 'elsewhere' })
    await expect(lock.check()).rejects.toThrow('has taken its place. Nothing more is written')
    await lock.release()
    expect(await readdir(dir)).toEqual(['.spad-lock'])
  })

  it('is taken by one of many that begin at once, a dead one in their way', async () => {
    await heldBy({ pid: await deadProcess() })
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, () => takeLock(file, { work: 'a training' })),
    )
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await readdir(dir)).toEqual(['.spad-lock'])
  })
})
