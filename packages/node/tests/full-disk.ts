import type * as files from 'node:fs/promises'
import { test } from 'vitest'

/** What a test makes full: names that match. */
export interface FullDisk {
  full: RegExp | undefined
}

/**
 * A test that fills the disk; it is none where test files share their modules, as on native TensorFlow:
 * another file has loaded the real disk by then.
 */
export const whereDisksFill: (name: string, run: () => Promise<void>) => void =
  process.env.SPAD_TEST_BACKEND === 'native' ? () => undefined : test

/** `node:fs/promises` on a disk that has no room for some names: they lead to Linux' device that is always full. */
export function onFullDisk(real: typeof files, disk: FullDisk): typeof files {
  const open: typeof files.open = (path, flags, mode) =>
    disk.full?.test(String(path)) ? real.open('/dev/full', 'w') : real.open(path, flags, mode)
  return { ...real, open }
}
