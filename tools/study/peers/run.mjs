#!/usr/bin/env node
// @ts-check
/**
 * MONAI's networks on the sets of a study, for as many core-seconds as our own training took there, scored by the
 * same command; a line each, beside ours for report.mjs. What the file has already is not made again.
 *
 *   node tools/study/peers/run.mjs OURS.jsonl --data DIR --out FILE.jsonl --python PYTHON
 *        [--plan FILE]        the plan that OURS was made by (default: tools/study/peers.yaml)
 *        [--variant NAME]     whose time they get (default: default)
 *        [--peers A,B]        (default: all) basic-unet, segresnet, dynunet; with `+adamw` by that recipe
 *        [--sets A,B] [--work DIR]
 *
 * PYTHON has torch, monai, numpy and pillow. Build first: npm run build.
 */
import { spawn } from 'node:child_process'
import { appendFile, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { fail } from '@spad/core'
import { told } from '../../told.mjs'
import { currentCommit, describeMachine, runChild } from '../environment.mjs'
import { keyOf, latest, readLines } from '../lines.mjs'
import { readPlan } from '../plan.mjs'
import { groupOf } from '../units.mjs'
import { peerLine, PEERS } from './peer-line.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const command = join(here, '../../../packages/node/bin/spad.js')

await told('study', main)

async function main() {
  const { values: flags, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      out: { type: 'string' },
      python: { type: 'string' },
      plan: { type: 'string', default: join(here, '../peers.yaml') },
      variant: { type: 'string', default: 'default' },
      peers: { type: 'string', default: PEERS.join(',') },
      sets: { type: 'string' },
      work: { type: 'string' },
    },
  })
  const [file] = positionals
  const { data, out, python } = flags
  if (!file || !data || !out || !python)
    return fail('study', 'OURS.jsonl, `--data`, `--out` and `--python` are needed.')
  const peers = flags.peers.split(',')
  const unknown = peers.find((peer) => !PEERS.includes(peer))
  if (unknown !== undefined)
    fail('study', `\`--peers\` has ${JSON.stringify(unknown)}: it may have ${PEERS.join(', ')}.`)
  const { sets } = await readPlan(flags.plan)
  const ours = chosen(file, flags.variant, flags.sets?.split(','))
  const setting = {
    work: resolve(flags.work ?? (await mkdtemp(join(tmpdir(), 'spad-peers-')))),
    done: new Set(readLines(out).map(keyOf)),
    commit: currentCommit(),
    machine: describeMachine({ name: 'pytorch', version: '' }, 1),
    python: (/** @type {string[]} */ argv) => lastLineOf(python, argv),
    spad,
  }
  for (const line of ours)
    for (const peer of peers) {
      const set = sets[line.set] ?? fail('study', `the plan has no set ${line.set}.`)
      const group = groupOf(set.patients ?? set.groupPattern)
      const place = { data: join(data, set.data ?? ''), group }
      const made = await peerLine(line, peer, place, setting)
      if (made === undefined) continue
      await appendFile(out, `${JSON.stringify(made)}\n`)
      const { mean, steps, seed } = made
      console.log(`${line.set}, ${peer}, seed ${seed}: Dice ${mean['dice']}, ${steps} steps`)
    }
  return 0
}

/** Our lines of a variant. @param {string} file @param {string} name @param {string[] | undefined} sets */
function chosen(file, name, sets) {
  const lines = latest(readLines(file)).filter(
    ({ variant, set, regime }) =>
      variant === name && regime === 'clean' && (sets?.includes(set) ?? true),
  )
  if (lines.length === 0)
    fail('study', `\`${file}\` has no line of ${name}: make some with run.mjs.`)
  return lines
}

/** @param {string[]} argv */
async function spad(argv) {
  const { status, err } = await runChild([command, ...argv])
  if (status !== 0) fail('study', `spad ${argv[0]} ended with ${status}: ${err.trim()}`)
}

/** The last line that a command prints. @param {string} program @param {string[]} argv @returns {Promise<string>} */
async function lastLineOf(program, argv) {
  const child = spawn(program, argv, { stdio: ['ignore', 'pipe', 'pipe'] })
  const texts = { out: '', err: '' }
  child.stdout.on('data', (/** @type {Buffer} */ bytes) => (texts.out += bytes.toString()))
  child.stderr.on('data', (/** @type {Buffer} */ bytes) => (texts.err += bytes.toString()))
  const status = await new Promise((settle) => child.on('close', settle).on('error', settle))
  if (status !== 0)
    fail('study', `${basename(program)} ended with ${status}: ${texts.err.slice(-2000)}`)
  return texts.out.trim().split('\n').at(-1) ?? ''
}
