// @ts-check
// What a coordinator of a study and its workers share: files in the folder of work, which all of them see.
import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '@spad/core'
import { keyOf } from './lines.mjs'

/** The name of a study's tasks on a broker, apart from those of `spad work`. */
export const QUEUE = 'spad-study'

/** @param {string} text */
export const sha256 = (text) => createHash('sha256').update(text).digest('hex')

/**
 * What is to be done: a choice of units, and of which each task is made, by their keys. It holds no plan: that
 * names programs, and a worker is given its own.
 *
 * @typedef {{ choice: import('./units.mjs').Choice, tasks: { training: string, keys: string[] }[] }} Manifest
 */

/** @param {string} work */
const folderOf = (work) => join(work, 'queue')

/** Where a line waits for the coordinator. @param {string} work @param {Parameters<typeof keyOf>[0]} unit */
export function lineFile(work, unit) {
  return join(folderOf(work), `line-${sha256(keyOf(unit)).slice(0, 24)}.json`)
}

/** Where stands why a task failed, which may name files. @param {string} work @param {string} key */
export function troubleFile(work, key) {
  return join(folderOf(work), `trouble-${key.slice(0, 24)}.txt`)
}

/** Puts a file to its place when it is whole. @param {string} file @param {string} text */
export async function publish(file, text) {
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, text)
  await rename(draft, file)
}

/** The text of a file, or nothing where there is none. @param {string} file */
export async function readIfThere(file) {
  return existsSync(file) ? await readFile(file, 'utf8') : undefined
}

/** @param {string} work @param {Manifest} manifest @returns {Promise<import('@spad/node').Task[]>} */
export async function writeManifest(work, manifest) {
  await mkdir(folderOf(work), { recursive: true })
  const text = JSON.stringify(manifest)
  const digest = sha256(text)
  const file = join(folderOf(work), `manifest-${digest.slice(0, 24)}.json`)
  await publish(file, text)
  return manifest.tasks.map(({ training, keys }, index) => ({
    key: sha256([training, ...keys].join('\n')),
    work: 'lines',
    manifest: file,
    digest,
    index,
  }))
}

/** @param {import('@spad/node').Task} task @returns {Promise<Manifest>} */
export async function readManifest({ manifest, digest }) {
  const text = await readFile(manifest, 'utf8')
  if (sha256(text) !== digest)
    fail('study', `\`${manifest}\` is not the manifest that the task was made of.`)
  return JSON.parse(text)
}
