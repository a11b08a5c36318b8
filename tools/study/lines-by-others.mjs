// @ts-check
import { appendFile, rm } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { openQueue } from '@spad/node'
import { lineFile, QUEUE, readIfThere, troubleFile, writeManifest } from './line-files.mjs'
import { keyOf } from './lines.mjs'
import { nameOf } from './runner.mjs'
import { groupBy } from './stats/numbers.mjs'

/** @typedef {import('./units.mjs').Unit} Unit */

/**
 * Lets others make lines: a task is a training and the lines that share it. This process alone appends to the
 * file; a worker leaves each line in the folder of work, where the next call finds it if this one ends early.
 *
 * @param {readonly Unit[]} units that have no line
 * @param {import('./units.mjs').Choice} choice that they are of
 * @param {import('./runner.mjs').Setting} setting
 * @param {import('@spad/node').Queue} [given] a queue that is open, for tests
 * @returns {Promise<{ made: number, failures: string[] }>}
 */
export async function linesByOthers(units, choice, setting, given) {
  const { work, say } = setting
  let made = 0
  const gather = async (/** @type {Unit} */ unit) => {
    const file = lineFile(work, unit)
    const text = await readIfThere(file)
    if (text === undefined) return false
    await appendFile(setting.out, text)
    await rm(file)
    made++
    say(`${made} of ${units.length}: ${nameOf(unit)}\n`)
    return true
  }
  const missing = []
  for (const unit of units) if (!(await gather(unit))) missing.push(unit)
  if (missing.length === 0) return { made, failures: [] }
  const groups = [...groupBy(missing, ({ training, seed }) => `${training} ${seed}`).values()]
  const tasks = await writeManifest(work, {
    choice,
    tasks: groups.map((group) => ({
      training: group[0]?.training ?? '',
      keys: group.map((unit) => keyOf(unit)),
    })),
  })
  const queue =
    given ??
    (await openQueue(setting.queue, { name: QUEUE, onNote: (note) => void say(`${note}\n`) }))
  try {
    await queue.add(tasks)
    const failures = await untilDone(queue, tasks, setting, async (index) => {
      for (const unit of groups[index] ?? []) await gather(unit)
    })
    if (setting.stopping?.()) say('Workers go on: call this again to gather what they make.\n')
    return { made, failures }
  } finally {
    if (!given) await queue.close()
  }
}

/**
 * @param {import('@spad/node').Queue} queue @param {readonly import('@spad/node').Task[]} tasks
 * @param {import('./runner.mjs').Setting} setting @param {(index: number) => Promise<void>} gather
 */
async function untilDone(queue, tasks, { work, say, stopping }, gather) {
  /** @type {string[]} */
  const failures = []
  let open = tasks
  while (open.length > 0 && !stopping?.()) {
    const statuses = await queue.status(open.map(({ key }) => key))
    /** @type {import('@spad/node').Task[]} */
    const left = []
    for (const [i, task] of open.entries()) {
      const { state, reason = '' } = statuses[i] ?? { state: 'waiting' }
      // a task with several lines leaves them one by one
      await gather(task.index)
      if (state === 'failed') {
        failures.push((await readIfThere(troubleFile(work, task.key))) ?? reason)
        say(`failed: ${failures.at(-1)}\n`)
      } else if (state !== 'done') left.push(task)
    }
    open = left
    if (open.length > 0) await wait(300)
  }
  return failures
}
