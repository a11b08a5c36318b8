import { amount, fail } from '@spad/core'
import type { WorkOptions } from '../jobs/load-for-work.js'
import { FinalFailure, type Queue, type Task } from '../jobs/queue.js'
import { type WorkProcess, workProcess } from '../jobs/work-process.js'
import type { Terminal } from './terminal.js'
import { trainInProcess } from './train-process.js'

/** How a queue's work is done. */
export interface DoQueueOptions extends WorkOptions {
  /** Processes that compute. */
  readonly children: number
  /** Whether the end is there once nothing is left to do. */
  readonly untilEmpty: boolean
}

/**
 * Does a queue's work in processes of its own. Once `signal` aborts, a chunk that is under way is finished; a
 * training saves what it has and goes back.
 */
export async function doQueue(
  queue: Queue,
  config: DoQueueOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const idle = Array.from({ length: config.children }, workProcess)
  const all = [...idle]
  try {
    await queue.process(
      async (task) => {
        const child = idle.pop() ?? fail('node', 'no process is free.')
        try {
          await (task.work === 'train'
            ? train(child, task, config, terminal, signal)
            : segment(child, task, config, terminal))
        } finally {
          idle.push(child)
        }
      },
      { concurrency: config.children, signal, untilEmpty: config.untilEmpty },
    )
  } finally {
    for (const child of all) child.stop()
  }
}

async function segment(
  child: WorkProcess,
  task: Task,
  options: DoQueueOptions,
  terminal: Terminal,
): Promise<void> {
  const report = await child.do({ task, options: ownOf(options) })
  if (!report.ok) failAt(`Chunk ${task.index} failed: ${report.message}\n`, report.final, terminal)
  const { images, failed } = report.result
  terminal.err(`Chunk ${task.index}: segmented ${images - failed} of ${amount(images, 'image')}\n`)
}

async function train(
  child: WorkProcess,
  task: Task,
  options: DoQueueOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  // it holds a model, and perhaps a graphics card
  child.stop()
  const order = { task, options: ownOf(options) }
  const report = await trainInProcess(order, signal, (text, who) => {
    terminal.err(text.replace(/^(?=.)/gm, `${who}: `))
  })
  if (report.state === 'failed')
    failAt(`Training ${task.index} failed: ${report.message}\n`, report.final, terminal)
}

/** What went wrong is told here and not to the broker: it may name files. */
function failAt(text: string, final: boolean, terminal: Terminal): never {
  terminal.err(text)
  const message = 'the worker that did it says why.'
  throw final ? new FinalFailure(message) : new Error(message)
}

/** What is sent to a process, which is plain data. */
function ownOf({ backend, engine, threads, parts }: WorkOptions): WorkOptions {
  return { backend, engine, threads, parts }
}
