import { setTimeout as wait } from 'node:timers/promises'
import { stat } from 'node:fs/promises'
import { exists, newestFirst } from './atomic.js'
import { temporariesOf } from './temporary.js'

/** How often a folder that is replaced again and again is tried, and how long is waited between. */
const TRIES = 100
const PAUSE = 20

/**
 * Reads a folder that a writer may replace meanwhile; changes nothing, whatever it finds.
 *
 * Between two renames of `replaceFolder` the content has another name, where it is found too. What was
 * begun in one folder and ended in another fails, and is begun anew.
 *
 * @param read Reads the folder at a place; it must fail where the content is not of one piece.
 * @returns `undefined` if there is no such folder.
 */
export async function readReplaced<T>(
  dir: string,
  read: (place: string) => Promise<T>,
): Promise<T | undefined> {
  for (let left = TRIES; ; left--) {
    const place = await placeOf(dir)
    if (place === undefined) return undefined
    const before = await identityOf(place)
    try {
      return await read(place)
    } catch (error) {
      if (left === 0 || (before !== '' && before === (await identityOf(place)))) throw error
    }
    await wait(PAUSE)
  }
}

/** Where a folder's content is now. Twice, since it may come back while one looks beside it. */
async function placeOf(dir: string): Promise<string | undefined> {
  for (const pause of [0, 0, PAUSE]) {
    if (pause > 0) await wait(pause)
    if (await exists(dir)) return dir
    const [aside] = await newestFirst(await temporariesOf(dir, 'old'))
    if (aside !== undefined) return aside
  }
  return undefined
}

/** Differs as soon as another folder has that name. */
async function identityOf(place: string): Promise<string> {
  const found = await stat(place).catch(() => undefined)
  return found ? `${found.dev}/${found.ino}/${found.mtimeMs}` : ''
}
