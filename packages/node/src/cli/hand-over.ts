import { resolve } from 'node:path'
import { sha256 } from '../files/digest.js'
import { type Manifest, writeManifest } from '../jobs/manifest.js'
import { openQueue } from '../jobs/open-queue.js'
import type { Queue, Task } from '../jobs/queue.js'
import { workFile } from '../jobs/work-files.js'
import { prepareFolder } from '../run/run-folder.js'
import { isS3 } from '../s3/address.js'
import { checkS3Folder } from '../s3/results.js'
import { shownPath } from '../support/shown-path.js'
import type { Terminal } from './terminal.js'

/** To whom work is given. */
export interface Others {
  /** The queue that workers take from. @default none: a manifest alone */
  readonly queue?: string | undefined
  /** Where the manifest goes. @default beside the results */
  readonly manifest?: string | undefined
}

/**
 * Writes down what is to be done by others, and gives it to their queue.
 *
 * @param through Waits at the queue for the end.
 * @returns What `through` does; nothing where a manifest is all that was asked for, which is told.
 */
export async function handOver<T>(
  manifest: Manifest,
  { queue: url, manifest: file }: Others,
  terminal: Terminal,
  through: (queue: Queue, tasks: readonly Task[]) => Promise<T>,
): Promise<T | undefined> {
  await (isS3(manifest.out) ? checkS3Folder(manifest.out) : prepareFolder(manifest.out))
  const name = `manifest-${sha256(JSON.stringify(manifest)).slice(0, 16)}.json`
  const chosen = file ?? workFile(manifest.out, name)
  const place = isS3(chosen) ? chosen : resolve(chosen)
  const tasks = await writeManifest(place, manifest)
  if (url === undefined) {
    terminal.err(`Written: ${shownPath(place)}, indices 0 to ${tasks.length - 1}\n`)
    return undefined
  }
  const onNote = (note: string): void => {
    terminal.err(`${note}\n`)
  }
  const queue = await openQueue(url, { onNote })
  try {
    return await through(queue, tasks)
  } finally {
    await queue.close()
  }
}
