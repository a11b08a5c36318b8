import { fork } from 'node:child_process'
import { extname } from 'node:path'
import { NotNow } from '../jobs/queue.js'
import type { TrainMessage, TrainOrder } from './train-child.js'

/** How a training went in a process of its own. */
export type TrainReport = Extract<TrainMessage, { state: 'done' | 'failed' }>

/**
 * Does a training in a process of its own.
 *
 * @param signal Lets it save and end.
 * @param onSay Told what the training says, and which it is.
 * @throws NotNow if it was told to end, or another process is at work there.
 * @throws Error if the process ends before it has reported.
 */
export async function trainInProcess(
  order: TrainOrder,
  signal: AbortSignal,
  onSay: (text: string, who: string) => void,
): Promise<TrainReport> {
  // this file's neighbour, in the sources and in the build
  const file = new URL(`./train-child${extname(import.meta.url)}`, import.meta.url)
  // a group of its own: Ctrl-C is passed on once, and not heard twice
  const child = fork(file, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    detached: true,
  })
  const stop = (): void => void child.kill('SIGINT')
  signal.addEventListener('abort', stop)
  try {
    return await new Promise<TrainReport>((resolve, reject) => {
      child.on('message', (message: TrainMessage) => {
        if (message.state === 'saying') {
          onSay(message.text, message.who)
          return
        }
        if (message.state === 'not now') reject(new NotNow('it was given back.'))
        else resolve(message)
        child.disconnect()
      })
      child.once('exit', () => {
        if (signal.aborted) reject(new NotNow('it was told to end.'))
        else reject(new Error('the process that computed has ended.'))
      })
      child.once('error', reject)
      child.send(order, () => undefined)
    })
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
