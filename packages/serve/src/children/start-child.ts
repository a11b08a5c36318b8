import { fork } from 'node:child_process'
import { setPriority } from 'node:os'
import { extname } from 'node:path'
import { fail } from '@spad/core'
import type { ChildOptions, FromChild, ModelInfo, Question, Result } from './messages.js'

/** A process that answers. */
export interface InferenceChild {
  readonly models: readonly ModelInfo[]
  /** The backend that it runs on. */
  readonly backend: string
  /** Answers questions for one model; rejects where the process ends before. */
  answer(model: string, questions: readonly Question[]): Promise<readonly Result[]>
  /** Settles once the process has ended. */
  readonly ended: Promise<void>
  /** Ends it, whatever it is at. */
  stop(): void
}

/** How far children stand behind the server, which hands them their work and says that it is well (`nice`). */
const BEHIND = 5

/**
 * Starts a process with the models.
 *
 * @param execArgv Node's own flags for it; by default those of this process.
 * @throws SpadError if a model or the backend cannot be loaded, with the child's reason.
 */
export async function startChild(
  options: ChildOptions,
  execArgv: readonly string[] = process.execArgv,
): Promise<InferenceChild> {
  const child = fork(childFile(), { serialization: 'advanced', execArgv: [...execArgv] })
  standBehind(child.pid)
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve()
    })
    child.once('error', () => {
      resolve()
    })
  })
  const next = async (): Promise<FromChild> => {
    const said = new Promise<FromChild>((resolve) => child.once('message', resolve))
    const gone = ended.then(() => fail('serve', 'a child process ended early.'))
    return await Promise.race([said, gone])
  }
  const tell = async (message: unknown): Promise<FromChild> => {
    const answer = next()
    // where it cannot be told, it has ended, which `next` tells
    child.send(message as object, () => undefined)
    return await answer
  }
  const stop = (): void => void child.kill('SIGKILL')
  const first = await tell({ kind: 'start', options })
  if (first.kind !== 'ready') {
    stop()
    return fail('serve', first.kind === 'failed' ? first.message : 'a child process spoke early.')
  }
  return {
    models: first.models,
    backend: first.backend,
    ended,
    stop,
    async answer(model, questions) {
      const said = await tell({ kind: 'batch', model, questions })
      return said.kind === 'results' ? said.results : fail('serve', 'a child process lost its way.')
    },
  }
}

/** Some systems do not let a process say so, and the answers are the same. */
function standBehind(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, BEHIND)
  } catch {
    // then all are alike
  }
}

/** Beside this file in the sources, and in the build. */
function childFile(): URL {
  return new URL(`./inference-child${extname(import.meta.url)}`, import.meta.url)
}
