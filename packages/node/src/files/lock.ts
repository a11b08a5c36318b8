import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, unlinkSync } from 'node:fs'
import { link, open, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fail } from '@spad/core'
import { z } from 'zod'
import { makeFolders } from './atomic.js'
import { explained } from './explain-io.js'
import { doAtEnd } from './last-actions.js'
import { stateOf, thisProcess } from './process-identity.js'
import { temporaryBeside } from './temporary.js'

const schema = z.object({
  pid: z.int().min(1),
  host: z.string(),
  started: z.string(),
  since: z.string(),
  work: z.string(),
  token: z.string(),
})

/** Who is at work, as the file says. */
type Holder = z.output<typeof schema>

/** A folder that is this process's alone. */
export interface Lock {
  /** @throws SpadError if another has the lock by now: nothing more may be written. */
  readonly check: () => Promise<void>
  readonly release: () => Promise<void>
}

export interface LockOptions {
  /** What is done, such as `a training`. */
  readonly work: string
  /** Told that the lock of a process that is gone was taken over. */
  readonly told?: ((message: string) => void) | undefined
}

/** The lock's file in a folder. */
export function lockFile(dir: string): string {
  return join(dir, '.spad-lock')
}

/** The lock's file of a folder that is replaced as a whole: beside it. */
export function lockBeside(dir: string): string {
  return join(dirname(dir), `.${basename(dir)}.spad-lock`)
}

/**
 * Takes a lock: a file that says who is at work. That of a process which is gone is taken over.
 *
 * @throws SpadError that says who is at work, if another process of this machine is, or if one of
 * another machine may be.
 */
export async function takeLock(file: string, { work, told }: LockOptions): Promise<Lock> {
  const token = randomBytes(12).toString('hex')
  const mine: Holder = { ...thisProcess(), since: new Date().toISOString(), work, token }
  const draft = temporaryBeside(file, 'new')
  const leave = (): void => {
    if (tokenIn(file) === token) unlinkSync(file)
  }
  // known before the file is there: this process may be stopped at any moment
  const forget = doAtEnd(() => {
    rmSync(draft, { force: true })
    leave()
  })
  try {
    await explained(file, 'made', async () => {
      await makeFolders(dirname(file))
      while (!(await place(file, mine, draft))) {
        const holder = await refuseHeld(file)
        if (holder && (await removeStale(file, holder)))
          told?.(
            `${capital(describe(holder))} is gone: its lock on \`${dirname(file)}\` is taken over.\n`,
          )
      }
    })
  } catch (error) {
    forget()
    throw error
  }
  return {
    check: async () => {
      if (tokenIn(file) === token) return
      const other = await readHolder(file)
      fail(
        'node',
        `\`${file}\` is no longer this process's: ${other ? describe(other) : 'somebody'} has taken ` +
          'its place. Nothing more is written, so that the two do not mix.',
      )
    },
    release: () => {
      forget()
      leave()
      return Promise.resolve()
    },
  }
}

/** Holds a lock as long as the work takes. */
export async function withLock<T>(
  file: string,
  options: LockOptions,
  work: (lock: Lock) => Promise<T>,
): Promise<T> {
  const lock = await takeLock(file, options)
  try {
    return await work(lock)
  } finally {
    await lock.release()
  }
}

/**
 * Looks whether a lock may be taken; changes nothing.
 *
 * @returns Who had it and is gone; `undefined` if there is none.
 * @throws SpadError that says who is at work.
 */
export async function refuseHeld(file: string): Promise<Holder | undefined> {
  const holder = await readHolder(file)
  if (!holder) return undefined
  const state = stateOf(holder)
  if (state === 'gone') return holder
  const dir = dirname(file)
  return fail(
    'node',
    state === 'alive'
      ? `${holder.work} is under way in \`${dir}\`: ${who(holder)}. Wait until it ends, stop it, or ` +
          'choose another folder.'
      : `${holder.work} may be under way in \`${dir}\`: ${who(holder)}, where this process cannot look. ` +
          `If it does not run any more, remove \`${file}\`.`,
  )
}

/**
 * Waits until nobody of this machine is at work in a folder. For whom a broker gave the work to: what a
 * process of another machine left is taken away, and it may write no more if it is still there.
 *
 * @param patience In seconds.
 * @returns Whether the folder is free.
 */
export async function untilFree(file: string, patience: number): Promise<boolean> {
  const end = performance.now() + 1000 * patience
  for (;;) {
    const holder = await readHolder(file)
    const state = holder ? stateOf(holder) : 'gone'
    if (state === 'gone') return true
    if (holder && state === 'unknown') await removeStale(file, holder)
    else if (performance.now() >= end) return false
    else await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

/** What is known of who has a lock: `free` where nobody does. */
export async function lockState(file: string): Promise<'free' | 'alive' | 'unknown'> {
  const holder = await readHolder(file)
  const state = holder ? stateOf(holder) : 'gone'
  return state === 'gone' ? 'free' : state
}

/** Puts the file there, whole, by way of a draft beside it; `false` if there is one. */
async function place(file: string, holder: Holder, draft: string): Promise<boolean> {
  try {
    await write(draft, holder)
    await link(draft, file)
    return true
  } catch (error) {
    const code = codeOf(error)
    if (code === 'EEXIST') return false
    // file systems without hard links
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'ENOSYS') throw error
    return await write(file, holder).then(
      () => true,
      (other: unknown) => codeOf(other) !== 'EEXIST' && Promise.reject(other as Error),
    )
  } finally {
    await rm(draft, { force: true })
  }
}

async function write(file: string, holder: Holder): Promise<void> {
  const opened = await open(file, 'wx')
  try {
    await opened.writeFile(`${JSON.stringify(holder)}\n`)
  } finally {
    await opened.close()
  }
}

/** Takes a dead process's lock away, unless another was faster; then that one's is put back. */
async function removeStale(file: string, { token }: Holder): Promise<boolean> {
  const aside = temporaryBeside(file, 'old')
  try {
    await rename(file, aside)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
  const ours = tokenIn(aside) === token
  if (!ours) await link(aside, file).catch(() => undefined)
  await rm(aside, { force: true })
  return ours
}

async function readHolder(file: string): Promise<Holder | undefined> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) return undefined
  const parsed = schema.safeParse(parse(text))
  if (parsed.success) return parsed.data
  return fail(
    'node',
    `\`${file}\` is there and does not say who is at work: it is damaged. If nothing is under way in ` +
      'that folder, remove it.',
  )
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function tokenIn(file: string): unknown {
  try {
    return (parse(readFileSync(file, 'utf8')) as Partial<Holder> | undefined)?.token
  } catch {
    return undefined
  }
}

function describe({ work, ...holder }: Holder): string {
  return `${work} (${who(holder)})`
}

function who({ pid, host, since }: Pick<Holder, 'pid' | 'host' | 'since'>): string {
  return `process ${pid} on ${host.split(' ')[0] ?? ''}, since ${since}`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
