import { readFile } from 'node:fs/promises'
import type { Manifest } from '../jobs/manifest.js'
import type { Queue, Task, TaskStatus } from '../jobs/queue.js'
import { troubleFile } from '../jobs/work-files.js'
import { readWorkFile } from '../jobs/work-text.js'
import { isS3 } from '../s3/address.js'
import { isInS3 } from '../s3/read-s3.js'
import { progressLine } from './progress-line.js'
import type { Terminal } from './terminal.js'

/** Tasks whose status is asked for at a time. */
const ASKED = 500

/** Waits until all tasks have ended, and says how many have. */
export async function untilDone(
  queue: Queue,
  tasks: readonly Task[],
  terminal: Terminal,
  { label, unit }: { readonly label: string; readonly unit: string },
): Promise<readonly TaskStatus[]> {
  const line = progressLine(terminal, tasks.length, label)
  const ended = new Map<string, TaskStatus>()
  let open = tasks.map(({ key }) => key)
  try {
    while (open.length > 0) {
      // those that were added first end first: to ask for all, of many, would keep the broker busy
      const asked = open.slice(0, ASKED)
      for (const [i, status] of (await queue.status(asked)).entries())
        if (status.state === 'done' || status.state === 'failed') ended.set(asked[i] ?? '', status)
      open = open.filter((key) => !ended.has(key))
      line.update(ended.size, unit)
      if (open.length > 0) await new Promise((settle) => setTimeout(settle, 500))
    }
    return tasks.map(({ key }) => ended.get(key) ?? { state: 'waiting' })
  } finally {
    line.stop()
  }
}

/** What a worker wrote of what went wrong with a piece of work. */
export async function troublesOf(manifest: Manifest, index: number): Promise<string[]> {
  return await sentencesIn(troubleFile(manifest, index))
}

/** The sentences in a file of shared work; none where there is no such file. */
export async function sentencesIn(place: string): Promise<string[]> {
  // a storage that is away is no sign that nothing went wrong
  if (isS3(place) && !(await isInS3(place))) return []
  const text = await (isS3(place) ? readWorkFile(place) : readFile(place, 'utf8').catch(() => '[]'))
  return JSON.parse(text) as string[]
}
